// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
import TenancyWire

extension Feature {
    /// Whose everything is: the provider, its customers, and their sites.
    public static let tenancy = Feature(
        "tenancy", "The provider, the organizations it cares for, and their sites.",
        founds: [Founding("tenancy.partner", found)],
        emits: [OrganizationCreated.self, SiteCreated.self],
        tools: [ListOrganizations(), ListSites(), CreateOrganization(), CreateSite()],
        listings: [organizationListing, siteListing],
        forms: [Form(for: CreateOrganization.self), Form(for: CreateSite.self)],
        choices: [organizationChoices, siteChoices]
    )
}
