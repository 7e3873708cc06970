// SPDX-License-Identifier: Apache-2.0
public import Vocabulary

/// The provider has a new customer.
public struct OrganizationCreated: Event, Equatable {
    public static let type = "organization.created"
    public static let category = Category.user
    public static let suggestedTools = ["list_sites", "create_site"]
    public static let meaning = "The provider has a new customer."
    public static var example: OrganizationCreated { OrganizationCreated(organization: .example, name: "Acme") }

    public var organization: OrganizationID
    public var name: String
    public var summary: String { "Organization \(name) was added." }
    public var severity: Severity { .info }

    public init(organization: OrganizationID, name: String) { (self.organization, self.name) = (organization, name) }
}

/// An organization has a new site.
public struct SiteCreated: Event, Equatable {
    public static let type = "site.created"
    public static let category = Category.user
    public static let suggestedTools = ["create_enrollment_key"]
    public static let meaning = "An organization has a new site."
    public static var example: SiteCreated { SiteCreated(site: .example, name: "Head office") }

    public var site: SiteID
    public var name: String
    public var summary: String { "Site \(name) was added." }
    public var severity: Severity { .info }

    public init(site: SiteID, name: String) { (self.site, self.name) = (site, name) }
}
