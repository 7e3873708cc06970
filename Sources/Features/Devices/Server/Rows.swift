// SPDX-License-Identifier: Apache-2.0
public import DevicesWire
import FeatureKit
import GateKit
public import Postgres
import Secrets
import Shapes
import Vocabulary

/// How long after its last sign of life a device counts as online: three beats of a live link.
let onlineFor = Duration.seconds(60)

extension Lifecycle: Cell {}
extension Connectivity: Cell {}
extension CommandState.State: Cell {}

extension Connectivity {
    /// By the server's clock alone.
    fileprivate init(_ lastSeen: Instant?, at now: Instant) {
        self = lastSeen.map { $0 > now - onlineFor ? .online : .offline } ?? .unknown
    }
}

extension DeviceRow {
    init(_ row: Row, at now: Instant) throws {
        let device: DeviceID = try row("id")
        let lastSeen: Instant? = try row("last_seen")
        self.init(
            device: device, name: try row("name"), hostname: Untrusted(try row("hostname"), from: device),
            organization: try row("org_id"), organizationName: try row("organization"), site: try row("site_id"),
            siteName: try row("site"), os: Untrusted(try row("os_name"), from: device), lifecycle: try row("lifecycle"),
            connectivity: Connectivity(lastSeen, at: now), lastSeen: lastSeen, tags: try row("tags"))
    }
}

extension DeviceDetails {
    fileprivate init(_ row: Row, at now: Instant) throws {
        let device: DeviceID = try row("id")
        let lastSeen: Instant? = try row("last_seen")
        func words(_ column: StaticString) throws -> Untrusted { Untrusted(try row(column), from: device) }
        self.init(
            device: device, revision: try row("revision"), name: try row("name"), hostname: try words("hostname"),
            organization: try row("org_id"), organizationName: try row("organization"), site: try row("site_id"),
            siteName: try row("site"), tags: try row("tags"), os: try words("os_name"), kernel: try words("kernel"),
            architecture: try words("architecture"), agentVersion: try words("agent_version"),
            lifecycle: try row("lifecycle"), lifecycleReason: try row("lifecycle_reason"),
            connectivity: Connectivity(lastSeen, at: now), lastSeen: lastSeen, enrolledAt: try row("enrolled_at"),
            certificateExpiresAt: try row("certificate_expires_at"))
    }
}

/// `Connectivity` once more, where rows are chosen by it.
func connectivityColumn(at now: Instant) -> SQL {
    """
    case when st.last_seen is null then 'unknown' when st.last_seen > \(now - onlineFor) then 'online' else 'offline' end
    """
}

/// What a `DeviceRow` is made of.
let rowColumns: SQL = """
    t.id, t.name, t.hostname, t.org_id, o.name as organization, t.site_id, s.name as site, t.os_name, t.lifecycle, t.tags,
    st.last_seen
    """
private let rowTables: SQL = """
    devices_device t
      join house.organization o on o.org_id = t.org_id
      join house.site s on s.org_id = t.org_id and s.id = t.site_id
      left join devices_state st on st.org_id = t.org_id and st.device_id = t.id
    """

private func details(of device: DeviceID, in reach: Reach) -> SQL {
    """
    select t.id, t.revision, t.name, t.hostname, t.org_id, o.name as organization, t.site_id, s.name as site, t.tags,
           t.os_name, t.kernel, t.architecture, t.agent_version, t.lifecycle, t.lifecycle_reason, t.enrolled_at,
           (select st.last_seen from devices_state st where st.org_id = t.org_id and st.device_id = t.id) as last_seen,
           (select max(c.expires_at) from devices_certificate c
             where c.org_id = t.org_id and c.device_id = t.id and c.revoked_at is null) as certificate_expires_at
      from devices_device t
      join house.organization o on o.org_id = t.org_id
      join house.site s on s.org_id = t.org_id and s.id = t.site_id
     where \(sql: reach.condition(.t)) and t.id = \(device)
    """
}

extension DeviceSummary {
    fileprivate mutating func add(_ count: Int, _ lifecycle: Lifecycle, _ connectivity: Connectivity) {
        devices += count
        switch (lifecycle, connectivity) {
        case (.active, .online): online += count
        case (.active, .offline): offline += count
        case (.active, .unknown): neverSeen += count
        case (.pending, _): pending += count
        case (.quarantined, _): quarantined += count
        case (.decommissioned, _): decommissioned += count
        }
    }
}

extension Reading {
    /// Devices that a summary shows.
    private static let first = 8

    func summary(of site: SiteID?, in reach: Reach, at now: Instant) async throws -> DeviceSummary {
        let mine: SQL = "\(sql: reach.condition(.t)) and (\(site)::uuid is null or t.site_id = \(site)::uuid)"
        let waits: SQL = """
            (t.lifecycle = 'quarantined' or t.lifecycle = 'active' and coalesce(st.last_seen <= \(now - onlineFor), false))
            """
        let answers = try await all([
            """
            select t.lifecycle, \(sql: connectivityColumn(at: now)) as connectivity, count(*) as devices
              from devices_device t
              left join devices_state st on st.org_id = t.org_id and st.device_id = t.id
             where \(sql: mine) group by 1, 2
            """,
            """
            select \(sql: rowColumns) from \(sql: rowTables) where \(sql: mine) and \(sql: waits)
             order by t.lifecycle = 'quarantined' desc, st.last_seen desc nulls last, t.id limit \(Self.first)
            """,
            """
            select \(sql: rowColumns) from \(sql: rowTables) where \(sql: mine) and not \(sql: waits)
             order by t.called, t.id limit \(Self.first)
            """,
        ])
        var summary = DeviceSummary(
            devices: 0, online: 0, offline: 0, neverSeen: 0, pending: 0, quarantined: 0, decommissioned: 0,
            first: try (answers[1] + answers[2]).prefix(Self.first).map { try DeviceRow($0, at: now) })
        for row in answers[0] { try summary.add(row("devices"), row("lifecycle"), row("connectivity")) }
        return summary
    }

    func details(of device: DeviceID, in reach: Reach, at now: Instant) async throws -> DeviceDetails? {
        try await one(DevicesServer.details(of: device, in: reach)).map { try DeviceDetails($0, at: now) }
    }

    func commands(of execution: ExecutionID, in reach: Reach) async throws -> (tool: String?, [CommandState]) {
        let rows = try await rows(
            """
            select t.device_id, t.tool, t.state, t.sent_at, t.finished_at, left(t.report, 10000) as report, t.failure
              from house.command t where \(sql: reach.condition(.t)) and t.execution_id = \(execution)
             order by t.device_id
            """)
        return (
            try rows.first?("tool"),
            try rows.map { row in
                let device: DeviceID = try row("device_id")
                let (report, failure): (String?, String?) = (try row("report"), try row("failure"))
                return CommandState(
                    device: device, state: try row("state"), sentAt: try row("sent_at"),
                    finishedAt: try row("finished_at"), report: report.map { Untrusted($0, from: device) },
                    failure: failure.map { Untrusted($0, from: device) })
            }
        )
    }
}

extension Session {
    func details(of device: DeviceID, in organization: OrganizationID, at now: Instant) async throws -> DeviceDetails? {
        try await one(DevicesServer.details(of: device, in: .organization(organization))).map {
            try DeviceDetails($0, at: now)
        }
    }

    func insertKey(
        _ id: EnrollmentKeyID, _ token: Token, for site: SiteID, uses: Int, until: Instant, _ call: Call
    ) async throws {
        try await run(
            """
            insert into devices_enrollment_key (org_id, partner_id, id, site_id, digest, shown, maker, created_at,
                                                expires_at, max_uses)
            values (\(call.organization), \(call.partner), \(id), \(site), \(token.digest.hex), \(token.shown),
                    \(call.actor.id), \(call.now), \(until), \(uses))
            """)
    }

    /// False when somebody else was quicker.
    func update(_ input: UpdateDevice.Input, in organization: OrganizationID) async throws -> Bool {
        try await run(
            """
            update devices_device set name = coalesce(nullif(btrim(\(input.name)::text), ''), name),
                   tags = coalesce(\(input.tags)::text[], tags), revision = revision + 1
             where org_id = \(organization) and id = \(input.device) and revision = \(input.revision)
            """) == 1
    }

    /// Forgets both continuity tokens: whoever connects next begins a new chain.
    func release(_ device: DeviceID, in organization: OrganizationID) async throws -> Bool {
        try await run(
            """
            update devices_device set lifecycle = 'active', lifecycle_reason = 'Released from quarantine.',
                   token_shown = null, token_next = null, revision = revision + 1
             where org_id = \(organization) and id = \(device) and lifecycle = 'quarantined'
            """) == 1
    }
}
