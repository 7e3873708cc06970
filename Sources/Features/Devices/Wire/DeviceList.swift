// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

/// One page of devices.
public struct DeviceList: Facts, Equatable {
    @Fact("The devices of this page, in their order.") public var items: [DeviceRow]
    @Fact("Give this as `cursor` to read on; null on the last page.") public var nextCursor: String?
    @Fact("Whether there is a next page.") public var more: Bool
    @Fact("How many match in all; null unless `count` asked for it.") public var total: Int?

    public init(items: [DeviceRow], nextCursor: String?, total: Int? = nil) {
        self.items = items
        self.total = total
        self.nextCursor = nextCursor
        more = nextCursor != nil
    }

    public static var example: DeviceList { DeviceList(items: [.example], nextCursor: "WyJ3b3JrLTAxIl0", total: 214) }
}

/// Where a device stands with us.
public enum Lifecycle: String, Choice { case pending, active, quarantined, decommissioned }

/// Whether a device speaks to us, by the server's clock.
public enum Connectivity: String, Choice {
    case online, offline
    /// It never has.
    case unknown
}

/// One device, as a list shows it.
public struct DeviceRow: Facts, Equatable {
    @Fact("Its id, for every other tool.") public var device: DeviceID
    @Fact("What people here call it; null until somebody has named it.") public var name: String?
    @Fact("What it calls itself.") public var hostname: Untrusted
    @Fact("The organization that it belongs to.") public var organization: OrganizationID
    @Fact("What that organization is called.") public var organizationName: String
    @Fact("The site that it belongs to.") public var site: SiteID
    @Fact("What that site is called.") public var siteName: String
    @Fact("The operating system, in the device's words.") public var os: Untrusted
    @Fact("Where it stands with us.") public var lifecycle: Lifecycle
    @Fact("Whether it speaks to us now.") public var connectivity: Connectivity
    @Fact("When it last did, by the server's clock; null if never.") public var lastSeen: Instant?
    @Fact("Its labels.") public var tags: [String]

    public init(
        device: DeviceID, name: String?, hostname: Untrusted, organization: OrganizationID, organizationName: String,
        site: SiteID, siteName: String, os: Untrusted, lifecycle: Lifecycle, connectivity: Connectivity,
        lastSeen: Instant?, tags: [String]
    ) {
        self.device = device
        self.name = name
        self.hostname = hostname
        self.organization = organization
        self.organizationName = organizationName
        self.site = site
        self.siteName = siteName
        self.os = os
        self.lifecycle = lifecycle
        self.connectivity = connectivity
        self.lastSeen = lastSeen
        self.tags = tags
    }

    public static var example: DeviceRow {
        DeviceRow(
            device: .example, name: "Front desk", hostname: Untrusted("work-01", from: .example),
            organization: .example, organizationName: "Acme Manufacturing", site: .example, siteName: "Head office",
            os: Untrusted("Debian GNU/Linux 12 (bookworm)", from: .example), lifecycle: .active,
            connectivity: .online, lastSeen: .example, tags: ["reception"])
    }
}
