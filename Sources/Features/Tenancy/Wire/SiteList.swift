// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

/// One page of sites.
public struct SiteList: Facts, Equatable {
    @Fact("The sites of this page, by name.") public var items: [SiteRow]
    @Fact("Give this as `cursor` to read on; null on the last page.") public var nextCursor: String?
    @Fact("Whether there is a next page.") public var more: Bool

    public init(items: [SiteRow], nextCursor: String?) {
        self.items = items
        self.nextCursor = nextCursor
        more = nextCursor != nil
    }

    public static var example: SiteList { SiteList(items: [.example], nextCursor: "WyJIUSJd") }
}

/// One place where an organization has devices.
public struct SiteRow: Facts, Equatable {
    @Fact("Its id, for enrollment keys and filters.") public var site: SiteID
    @Fact("The organization that it belongs to.") public var organization: OrganizationID
    @Fact("What that organization is called.") public var organizationName: String
    @Fact("What the site is called.") public var name: String
    @Fact("The zone of its business hours, as in the tz database.") public var timeZone: String

    public init(
        site: SiteID, organization: OrganizationID, organizationName: String, name: String, timeZone: String
    ) {
        self.site = site
        self.organization = organization
        self.organizationName = organizationName
        self.name = name
        self.timeZone = timeZone
    }

    public static var example: SiteRow {
        SiteRow(
            site: .example, organization: .example, organizationName: "Acme Manufacturing", name: "Head office",
            timeZone: "Europe/Berlin")
    }
}
