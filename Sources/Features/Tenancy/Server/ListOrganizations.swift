// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import Postgres
import Shapes
import TenancyWire

struct ListOrganizations: Answer {
    static let name = "list_organizations"
    static let title = "List organizations"
    static let summary = """
        The organizations that you may see: the provider's customers, and the provider itself. Use it to find an \
        organization's id.
        """
    static let risk = Risk.low
    static let permission: Permission = "organizations:read"

    struct Input: Fields {
        @Field("Only organizations whose name contains this.", max: 100) var search: String?
        @Field("How many to return.", in: 1...200) var limit = 50
        @Field("Where to read on: `next_cursor` of the page before.", max: 600) var cursor: String?
    }

    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> OrganizationList {
        let found = try await reading.organizations(
            named: input.search, in: call.reach, after: input.cursor.map { try PageMark($0) }, limit: input.limit)
        let page = found.page(of: input.limit) { PageMark($0.name, $0.organization) }
        return OrganizationList(items: page.items, nextCursor: page.next)
    }
}
