// SPDX-License-Identifier: Apache-2.0
import JSON
import Postgres
import Shapes
import Vocabulary

extension Reading {
    /// Whether an organization exists for whoever reads.
    func sees(_ organization: OrganizationID) async throws -> Bool {
        try await one("select org_id from house.organization where org_id = \(organization)") != nil
    }

    /// Those that a principal sees; two are enough to know that it is more than one.
    func organizations() async throws -> [OrganizationID] {
        try await rows("select org_id from house.organization order by org_id limit 2").map { try $0("org_id") }
    }

    func replies(to execution: ExecutionID) async throws -> [Reply<[UInt8]>] {
        try await rows(
            """
            select device_id, state, report, failure from house.command where execution_id = \(execution)
            order by device_id
            """
        ).map { row in
            let device: DeviceID = try row("device_id")
            let state: String = try row("state")
            let (report, failure): (String?, String?) = (try row("report"), try row("failure"))
            switch state {
            case "done": return Reply(device, .done(Array((report ?? "").utf8)))
            case "failed": return Reply(device, .failed(why: Untrusted(failure ?? "", from: device)))
            default: return Reply(device, .silent)  // queued, sent, expired: a column's words
            }
        }
    }
}

// What the gate writes down in the same commit as the effect.
extension Session {
    /// One statement, however many lines.
    package func audit(_ records: [Record]) async throws {
        let lines = String(decoding: try JSON.encode(records), as: UTF8.self)
        try await run(
            """
            insert into house.audit (org_id, partner_id, at, request_id, actor, actor_name, actor_kind, tool, level,
                                     reasons, devices, result, note)
            select organization, partner, at, request_id, actor, actor_name, actor_kind, tool, level,
                   reasons, devices, result, note
              from jsonb_to_recordset(\(lines)::jsonb) as line (
                   organization uuid, partner uuid, at timestamptz, request_id text, actor text, actor_name text,
                   actor_kind text, tool text, level text, reasons text[], devices uuid[], result text, note text)
            """)
    }

    /// Commands that one device may have waiting or under way.
    private static let mostOpen = 50

    func queue(_ dispatches: [Dispatch], of execution: ExecutionID, _ tool: String, _ call: Call) async throws {
        let crowded = try await one(
            """
            select c.device_id from house.command c
             where c.org_id = \(call.organization) and c.state in ('queued', 'sent')
               and c.device_id = any (\(dispatches.map(\.device))::uuid[])
             group by c.device_id having count(*) >= \(Self.mostOpen) limit 1
            """)
        guard crowded == nil else { throw Refusal.tooMany(retryAfter: 60) }
        try await run(
            """
            insert into house.command (org_id, partner_id, id, execution_id, device_id, tool, actor, request_id, kind, risk,
                                       body, created_at, expires_at)
            select \(call.organization), \(call.partner), id, \(execution), device_id, \(tool), \(call.actor.id),
                   \(call.requestID), kind, risk, body, \(call.now), \(call.now + .seconds(Self.commandLife))
              from unnest(\(dispatches.map(\.id))::uuid[], \(dispatches.map(\.device))::uuid[],
                          \(dispatches.map(\.kind))::text[], \(dispatches.map(\.risk))::text[],
                          \(dispatches.map { String(decoding: $0.body, as: UTF8.self) })::text[])
                as told (id, device_id, kind, risk, body)
            """)
        nudge(Channel.commands)
    }

    /// How long a command may wait for its device, in seconds; what is older must be asked for again.
    private static var commandLife: Int { 600 }
}
