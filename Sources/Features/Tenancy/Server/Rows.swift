// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
public import Postgres
import Shapes
public import TenancyWire
import Vocabulary

// `house.partner`, `house.organization` and `house.site` are the platform's, as every other row leans on them; this
// feature is the only one that writes them.

extension OrganizationRow {
    fileprivate init(_ row: Row) throws {
        self.init(
            organization: try row("org_id"), name: try row("name"), kind: try row("kind"), sites: try row("sites"),
            createdAt: try row("created_at"))
    }
}
extension OrganizationRow.Kind: Cell {}

extension SiteRow {
    fileprivate init(_ row: Row) throws {
        self.init(
            site: try row("id"), organization: try row("org_id"), organizationName: try row("organization"),
            name: try row("name"), timeZone: try row("time_zone"))
    }
}

extension Reading {
    /// One more than asked for, so that the caller knows whether there is a next page.
    func organizations(
        named search: String?, in reach: Reach, after mark: PageMark<String, Organization>?, limit: Int
    ) async throws -> [OrganizationRow] {
        try await rows(
            """
            select t.org_id, t.name, t.kind, t.created_at,
                   (select count(*) from house.site s where s.org_id = t.org_id) as sites
              from house.organization t
             where \(sql: reach.condition(.t))
               and (\(search)::text is null or position(lower(\(search)) in lower(t.name)) > 0)
               and (\(mark?.id)::uuid is null or (t.name, t.org_id) > (\(mark?.sort), \(mark?.id)::uuid))
             order by t.name, t.org_id limit \(limit + 1)
            """
        ).map(OrganizationRow.init)
    }

    func sites(in reach: Reach, after mark: PageMark<String, Site>?, limit: Int) async throws -> [SiteRow] {
        try await rows(
            """
            select t.id, t.org_id, o.name as organization, t.name, t.time_zone
              from house.site t join house.organization o on o.org_id = t.org_id
             where \(sql: reach.condition(.t))
               and (\(mark?.id)::uuid is null or (t.name, t.id) > (\(mark?.sort), \(mark?.id)::uuid))
             order by t.name, t.id limit \(limit + 1)
            """
        ).map(SiteRow.init)
    }
}

extension Session {
    func isWithoutPartner() async throws -> Bool {
        try await run("select pg_advisory_xact_lock(9)")  // two first starts at once make one partner
        return try await one("select partner_id from house.partner limit 1") == nil
    }

    func insertPartner(_ partner: PartnerID, named name: String, at now: Instant) async throws {
        try await run("insert into house.partner (partner_id, name, created_at) values (\(partner), \(name), \(now))")
    }

    func insertOrganization(
        _ organization: OrganizationID, of partner: PartnerID, _ name: String, _ kind: OrganizationRow.Kind,
        at now: Instant
    ) async throws {
        try await run(
            """
            insert into house.organization (org_id, partner_id, name, kind, created_at)
            values (\(organization), \(partner), \(name), \(kind), \(now))
            """)
    }

    func hasOrganization(named name: String, of partner: PartnerID) async throws -> Bool {
        try await one(
            "select org_id from house.organization where partner_id = \(partner) and lower(name) = lower(\(name)) limit 1"
        )
            != nil
    }

    func insertSite(
        _ site: SiteID, in organization: OrganizationID, of partner: PartnerID, _ name: String, timeZone: String,
        at now: Instant
    ) async throws {
        try await run(
            """
            insert into house.site (org_id, partner_id, id, name, time_zone, created_at)
            values (\(organization), \(partner), \(site), \(name), \(timeZone), \(now))
            """)
    }

    func hasSite(named name: String, in organization: OrganizationID) async throws -> Bool {
        try await one(
            "select id from house.site where org_id = \(organization) and lower(name) = lower(\(name)) limit 1") != nil
    }

    /// PostgreSQL keeps the tz database; what it does not know is nobody's time zone.
    func isTimeZone(_ name: String) async throws -> Bool {
        try await one("select name from pg_timezone_names where name = \(name) limit 1") != nil
    }

    func organizationName(_ organization: OrganizationID) async throws -> String {
        try await one("select name from house.organization where org_id = \(organization)")?("name") ?? ""
    }
}
