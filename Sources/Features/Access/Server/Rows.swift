// SPDX-License-Identifier: Apache-2.0
public import AccessWire
import FeatureKit
import GateKit
public import Postgres
import Secrets
import Shapes
import Vocabulary

enum Person: Noun { static let noun = "person" }

/// A person, as far as signing in goes.
struct KnownPerson: Sendable {
    let id: ID<Person>
    let name: String
    let organization: OrganizationID
    let partner: PartnerID

    init(_ row: Row) throws {
        (id, name) = (try row("id"), try row("name"))
        (organization, partner) = (try row("org_id"), try row("partner_id"))
    }
}

/// A key, as far as asking for things goes.
struct KnownKey: Sendable {
    let id: APIKeyID
    let name: String
    let organization: OrganizationID
    let partner: PartnerID
    let scope: ScopeID?
    let permissions: Set<Permission>

    init(_ row: Row) throws {
        (id, name) = (try row("id"), try row("name"))
        (organization, partner, scope) = (try row("org_id"), try row("partner_id"), try row("scope_id"))
        let held: [String] = try row("permissions")
        permissions = Set(held.map { Permission(stringLiteral: $0) })
    }
}

extension Reading {
    func hasLink(_ token: Digest, at now: Instant) async throws -> Bool {
        try await one(
            """
            select person_id from access_sign_in_link
             where digest = \(token.hex) and used_at is null and expires_at > \(now)
            """) != nil
    }

    func person(ofSession token: Digest, at now: Instant) async throws -> KnownPerson? {
        try await one(
            """
            select p.org_id, p.partner_id, p.id, p.name
              from access_session s join access_person p on p.org_id = s.org_id and p.id = s.person_id
             where s.digest = \(token.hex) and s.ended_at is null and s.expires_at > \(now)
            """
        ).map(KnownPerson.init)
    }

    func key(_ token: Digest, at now: Instant) async throws -> KnownKey? {
        try await one(
            """
            select org_id, partner_id, id, name, permissions, scope_id from access_api_key
             where digest = \(token.hex) and revoked_at is null and expires_at > \(now)
            """
        ).map(KnownKey.init)
    }

    func keys(of partner: PartnerID, at now: Instant, after mark: PageMark<Instant, APIKey>?, limit: Int) async throws
        -> [APIKeyRow]
    {
        try await rows(
            """
            select k.id, k.name, k.shown, k.permissions, k.created_at, k.expires_at,
                   case when k.revoked_at is not null then 'revoked'
                        when k.expires_at <= \(now) then 'expired' else 'active' end as state,
                   array(select m.org_id from house.scope_member m where m.scope_id = k.scope_id order by m.org_id)
                       as organizations
              from access_api_key k
             where k.partner_id = \(partner)
               and (\(mark?.id)::uuid is null or (k.created_at, k.id) < (\(mark?.sort), \(mark?.id)::uuid))
             order by k.created_at desc, k.id desc limit \(limit + 1)
            """
        ).map { row in
            APIKeyRow(
                key: try row("id"), name: try row("name"), shown: try row("shown"), state: try row("state"),
                permissions: try row("permissions"), organizations: try row("organizations"),
                createdAt: try row("created_at"), expiresAt: try row("expires_at"))
        }
    }
}
extension APIKeyRow.State: Cell {}

extension Session {
    /// Uses the link up: of two who click at once, one comes in.
    func useLink(_ token: Digest, at now: Instant) async throws -> KnownPerson? {
        try await one(
            """
            update access_sign_in_link l set used_at = \(now) from access_person p
             where l.digest = \(token.hex) and l.used_at is null and l.expires_at > \(now)
               and p.org_id = l.org_id and p.id = l.person_id
            returning p.org_id, p.partner_id, p.id, p.name
            """
        ).map(KnownPerson.init)
    }

    func insertSession(_ token: Digest, of person: KnownPerson, at now: Instant, until: Instant) async throws {
        try await run(
            """
            insert into access_session (org_id, partner_id, digest, person_id, created_at, expires_at)
            values (\(person.organization), \(person.partner), \(token.hex), \(person.id), \(now), \(until))
            """)
    }

    func endSession(_ token: Digest, at now: Instant) async throws -> KnownPerson? {
        try await one(
            """
            update access_session s set ended_at = \(now) from access_person p
             where s.digest = \(token.hex) and s.ended_at is null and p.org_id = s.org_id and p.id = s.person_id
            returning p.org_id, p.partner_id, p.id, p.name
            """
        ).map(KnownPerson.init)
    }

    /// The installation's administrator; the first link makes them.
    func administrator(_ fresh: ID<Person>, _ call: Call) async throws -> ID<Person> {
        try await run("select pg_advisory_xact_lock(10)")
        let known = try await one(
            "select id from access_person where org_id = \(call.organization) order by created_at, id limit 1")
        if let id: ID<Person> = try known?("id") { return id }
        try await run(
            """
            insert into access_person (org_id, partner_id, id, name, created_at)
            values (\(call.organization), \(call.partner), \(fresh), 'Administrator', \(call.now))
            """)
        return fresh
    }

    func insertLink(_ token: Digest, for person: ID<Person>, until: Instant, _ call: Call) async throws {
        // The one before stops working: there is one way in at a time.
        try await run(
            """
            update access_sign_in_link set used_at = \(call.now)
             where org_id = \(call.organization) and person_id = \(person) and used_at is null
            """)
        try await run(
            """
            insert into access_sign_in_link (org_id, partner_id, digest, person_id, created_at, expires_at)
            values (\(call.organization), \(call.partner), \(token.hex), \(person), \(call.now), \(until))
            """)
    }

    func insertKey(
        _ id: APIKeyID, _ token: Token, named name: String, may permissions: [String], in scope: ScopeID?,
        until: Instant, _ call: Call
    ) async throws {
        try await run(
            """
            insert into access_api_key (org_id, partner_id, id, name, digest, shown, maker, permissions, scope_id,
                                        created_at, expires_at)
            values (\(call.organization), \(call.partner), \(id), \(name), \(token.digest.hex), \(token.shown),
                    \(call.actor.id), \(permissions), \(scope), \(call.now), \(until))
            """)
    }

    func insertScope(_ scope: ScopeID, of organizations: [OrganizationID], _ call: Call) async throws {
        try await run(
            """
            insert into house.scope_member (org_id, partner_id, scope_id)
            select org_id, \(call.partner), \(scope) from unnest(\(organizations)::uuid[]) as o (org_id)
            """)
    }

    /// Nil when there is no such key, or it was revoked before: then the first time stands.
    func revokeKey(_ id: APIKeyID, _ call: Call) async throws -> Instant? {
        try await one(
            """
            update access_api_key set revoked_at = coalesce(revoked_at, \(call.now))
             where partner_id = \(call.partner) and id = \(id) returning revoked_at
            """)?("revoked_at")
    }
}
