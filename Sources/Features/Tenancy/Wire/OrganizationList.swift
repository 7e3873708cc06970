// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

/// One page of organizations.
public struct OrganizationList: Facts, Equatable {
    @Fact("The organizations of this page, by name.") public var items: [OrganizationRow]
    @Fact("Give this as `cursor` to read on; null on the last page.") public var nextCursor: String?
    @Fact("Whether there is a next page.") public var more: Bool

    public init(items: [OrganizationRow], nextCursor: String?) {
        self.items = items
        self.nextCursor = nextCursor
        more = nextCursor != nil
    }

    public static var example: OrganizationList { OrganizationList(items: [.example], nextCursor: "WyJBY21lIl0") }
}

/// One organization: a customer, or the provider itself.
public struct OrganizationRow: Facts, Equatable {
    public enum Kind: String, Choice { case `internal`, customer }

    @Fact("Its id, for every other tool.") public var organization: OrganizationID
    @Fact("What it is called.") public var name: String
    @Fact("Whether it is a customer, or the provider's own.") public var kind: Kind
    @Fact("How many sites it has.", unit: .count) public var sites: Int
    @Fact("When it was added.") public var createdAt: Instant

    public init(organization: OrganizationID, name: String, kind: Kind, sites: Int, createdAt: Instant) {
        self.organization = organization
        self.name = name
        self.kind = kind
        self.sites = sites
        self.createdAt = createdAt
    }

    public static var example: OrganizationRow {
        OrganizationRow(
            organization: .example, name: "Acme Manufacturing", kind: .customer, sites: 2, createdAt: .example)
    }
}
