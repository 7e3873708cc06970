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
        @Field("How many to return.", in: 1...200) var limit = 50
        @Field("Where to read on: `next_cursor` of the page before.", max: 600) var cursor: String?
    }

    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> DeviceList {
        let found = try await reading.devices(
            input, in: call.reach, after: input.cursor.map { try PageMark($0) }, at: call.now)
        let page = found.page(of: input.limit) { PageMark($0.name ?? $0.hostname.text, $0.device) }
        return DeviceList(items: page.items, nextCursor: page.next)
    }
}
