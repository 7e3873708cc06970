// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import Postgres
import Shapes
import TenancyWire
import Vocabulary

struct ListSites: Answer {
    static let name = "list_sites"
    static let title = "List sites"
    static let summary = "The sites of one organization, or of all that you may see. Use it to find a site's id."
    static let risk = Risk.low
    static let permission: Permission = "organizations:read"

    struct Input: Fields {
        @Field("Only sites of this organization.") var organization: OrganizationID?
        @Field("How many to return.", in: 1...200) var limit = 50
        @Field("Where to read on: `next_cursor` of the page before.", max: 600) var cursor: String?
    }

    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> SiteList {
        // The gate has resolved `organization`: where one is named, the call reaches no further.
        let found = try await reading.sites(
            in: call.reach, after: input.cursor.map { try PageMark($0) }, limit: input.limit)
        let page = found.page(of: input.limit) { PageMark($0.name, $0.site) }
        return SiteList(items: page.items, nextCursor: page.next)
    }
}
