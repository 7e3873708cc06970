// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import FeatureKit
import GateKit
import Postgres
import Shapes
import Vocabulary

struct ListDevices: Answer {
    static let name = "list_devices"
    static let title = "List devices"
    static let summary = """
        The devices that you may see, by name. Use it to find a device's id before asking about it, or to see which \
        devices are offline.
        """
    static let risk = Risk.low
    static let permission: Permission = "devices:read"

    struct Input: Fields {
        @Field("Only devices of this organization.") var organization: OrganizationID?
        @Field("Only devices of this site.") var site: SiteID?
        @Field("Only devices whose name or host name contains this.", max: 100) var search: String?
        @Field("Only devices that speak to us, or do not.", count: 1...3) var connectivity = Connectivity.allCases
        @Field("Only devices that stand so with us.", count: 1...4) var lifecycle = Lifecycle.allCases
        @Field("What to order by.") var sort = DeviceSort.name
        @Field("Which way to order.") var dir = Direction.ascending
        @Field("How many to return.", in: 1...200) var limit = 50
        @Field("Where to read on: `next_cursor` of the page before.", max: 600) var cursor: String?
        @Field("How many to pass over, for a window into a long list; not used with `cursor`.", in: 0...1_000_000)
        var skip = 0
        @Field("Whether to count all that match, too.") var count = false
    }

    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> DeviceList {
        guard input.cursor == nil || input.skip == 0 else {
            throw Refusal.invalid(path: "$.skip", why: "is not used with a cursor, which says itself where to read on")
        }
        let query = try DeviceQuery(input, in: call.reach, at: call.now)
        let found = try await reading.devices(query)
        let page = found.page(of: input.limit) { PageMark($0.place, $0.row.device) }
        var total: Int?
        if input.count {
            // Whoever sees the end of the list from its beginning need not count it.
            let isWhole = page.next == nil && input.cursor == nil && !(page.items.isEmpty && input.skip > 0)
            total = if isWhole { input.skip + page.items.count } else { try await reading.count(query) }
        }
        return DeviceList(items: page.items.map(\.row), nextCursor: page.next, total: total)
    }
}

/// What a list of devices can be ordered by.
enum DeviceSort: String, Choice { case name, organization, seen }

enum Direction: String, Choice { case ascending = "asc", descending = "desc" }
