// SPDX-License-Identifier: Apache-2.0
import GateKit
import Postgres
import Shapes
import TenancyWire
import Vocabulary

struct CreateSite: Change {
    static let name = "create_site"
    static let title = "Add a site"
    static let summary = "Adds a site to an organization. Devices, business hours and windows belong to sites."
    static let effect = Effect.mutate
    static let risk = Risk.medium
    static let permission: Permission = "organizations:write"

    struct Input: Fields {
        @Field("The organization that gets the site.") var organization: OrganizationID
        @Field("What the site is called.", max: 100) var name: String
        @Field("Its time zone, as in the tz database.", max: 60) var timeZone = "UTC"
    }

    func change(_ input: Input, _ session: borrowing Session, _ call: Call) async throws -> SiteRow {
        let name = try named(input.name, at: "$.name")
        guard try await !session.hasSite(named: name, in: call.organization) else {
            throw Refusal.conflict(why: "The organization has a site of this name already")
        }
        guard try await session.isTimeZone(input.timeZone) else { throw unknownTimeZone }
        let site: SiteID = call.newID()
        try await session.insertSite(
            site, in: call.organization, of: call.partner, name, timeZone: input.timeZone, at: call.now)
        try await session.emit(SiteCreated(site: site, name: name), Origin(call))
        return SiteRow(
            site: site, organization: call.organization,
            organizationName: try await session.organizationName(call.organization), name: name,
            timeZone: input.timeZone)
    }
}
