// SPDX-License-Identifier: Apache-2.0
import GateKit
import Postgres
import Shapes
import TenancyWire
import Vocabulary

struct CreateOrganization: Change {
    static let name = "create_organization"
    static let title = "Add an organization"
    static let summary = "Adds a customer, with a first site. Use it before enrolling the customer's first device."
    static let effect = Effect.mutate
    static let risk = Risk.medium
    static let permission: Permission = "organizations:write"
    static let place = Place.partner

    struct Input: Fields {
        @Field("What the organization is called.", max: 100) var name: String
        @Field("What its first site is called.", max: 100) var site = "Head office"
        @Field("The site's time zone, as in the tz database.", max: 60) var timeZone = "UTC"
    }

    func change(_ input: Input, _ session: borrowing Session, _ call: Call) async throws -> OrganizationRow {
        let name = try named(input.name, at: "$.name")
        let site = try named(input.site, at: "$.site")
        guard try await !session.hasOrganization(named: name, of: call.partner) else {
            throw Refusal.conflict(why: "There is an organization of this name already")
        }
        guard try await session.isTimeZone(input.timeZone) else { throw unknownTimeZone }
        let organization: OrganizationID = call.newID()
        try await session.insertOrganization(organization, of: call.partner, name, .customer, at: call.now)
        try await session.insertSite(
            call.newID(), in: organization, of: call.partner, site, timeZone: input.timeZone, at: call.now)
        try await session.emit(OrganizationCreated(organization: organization, name: name), Origin(call))
        return OrganizationRow(organization: organization, name: name, kind: .customer, sites: 1, createdAt: call.now)
    }
}

let unknownTimeZone = Refusal.invalid(
    path: "$.time_zone", why: "must be a name of the tz database, such as Europe/Berlin")

/// A name without the blanks around it; one of blanks only is none.
func named(_ text: String, at path: String) throws(Refusal) -> String {
    let name = text.split(separator: " ").joined(separator: " ")
    guard !name.isEmpty else { throw .invalid(path: path, why: "must not be empty") }
    guard !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
        throw .invalid(path: path, why: "must not contain control characters")
    }
    return name
}
