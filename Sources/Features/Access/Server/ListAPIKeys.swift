// SPDX-License-Identifier: Apache-2.0
import AccessWire
import FeatureKit
import GateKit
import Postgres
import Shapes

struct ListAPIKeys: Answer {
    static let name = "list_api_keys"
    static let title = "List API keys"
    static let summary = "The keys that programs and brains come in with, and what each may do; never their secrets."
    static let risk = Risk.low
    static let permission = Permission.people("api_keys:read")
    static let place = Place.partner

    struct Input: Fields {
        @Field("How many to return.", in: 1...200) var limit = 50
        @Field("Where to read on: `next_cursor` of the page before.", max: 600) var cursor: String?
    }

    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> APIKeyList {
        let found = try await reading.keys(
            of: call.partner, at: call.now, after: input.cursor.map { try PageMark($0) }, limit: input.limit)
        let page = found.page(of: input.limit) { PageMark($0.createdAt, $0.key) }
        return APIKeyList(items: page.items, nextCursor: page.next)
    }
}
