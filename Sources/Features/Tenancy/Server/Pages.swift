// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import Markup
import TenancyWire
import Vocabulary

let organizationListing = Listing(
    "Organizations", at: "organizations", .building, key: "r", reading: ListOrganizations.self,
    filter: ("search", "Filter by name"), adds: CreateOrganization.self
) { list, address, now in
    Listing.Page(count: list.items.count, next: list.nextCursor) {
        if list.items.isEmpty {
            emptyState("No organization matches", icon: .search) {
                linkButton("Show all organizations", to: "/organizations")
            }
        } else {
            grid(
                list.items,
                [
                    Column("Organization", .title) { row in row.name },
                    Column("Kind") { row in row.kind == .internal ? "The provider itself" : "Customer" },
                    Column("Sites", .number) { row in row.sites },
                    Column("Added", .time, .often) { row in ago(row.createdAt, now: now) },
                ], called: "Organizations", at: address
            ) { "/sites?organization=\($0.organization)" }
        }
    }
}

let siteListing = Listing(
    "Sites", at: "sites", .mapPin, key: "s", reading: ListSites.self, adds: CreateSite.self
) { list, address, _ in
    Listing.Page(count: list.items.count, next: list.nextCursor) {
        if list.items.isEmpty {
            emptyState("No site here", icon: .mapPin) { p { "Devices belong to sites: add the first one." } }
        } else {
            grid(
                list.items,
                [
                    Column("Site", .title) { row in row.name },
                    Column("Organization") { row in row.organizationName },
                    Column("Time zone", .text, .often) { row in dim { row.timeZone } },
                ], called: "Sites", at: address
            ) { "/devices?site=\($0.site)" }
        }
    }
}

let organizationChoices = Choices(of: Organization.self, reading: ListOrganizations.self, searching: "search") { list in
    list.items.map { .init($0.organization, $0.name) }
}

let siteChoices = Choices(of: Site.self, reading: ListSites.self) { list in
    list.items.map { .init($0.site, "\($0.organizationName), \($0.name)") }
}
