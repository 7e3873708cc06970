// SPDX-License-Identifier: Apache-2.0
public import AuditWire
import FeatureKit
import GateKit
public import Postgres
import Shapes
import Vocabulary

/// A line of the audit, among which a page ends.
enum AuditEntry: Noun { static let noun = "audit line" }

extension AuditActor: Cell {}
extension AuditResult: Cell {}

extension Reading {
    /// One more than asked for, so that the caller knows whether there is a next page; each with its place in the order.
    func audit(
        _ input: ListAudit.Input, in reach: Reach, after mark: PageMark<Instant, AuditEntry>?
    ) async throws -> [(id: ID<AuditEntry>, line: AuditLine)] {
        try await rows(
            """
            select t.id, t.at, t.org_id, o.name as organization, t.actor, t.actor_name, t.actor_kind, t.tool, t.level,
                   t.result, t.devices, t.note, t.request_id
              from house.audit t join house.organization o on o.org_id = t.org_id
             where \(sql: reach.condition(.t))
               and (\(input.device)::uuid is null or \(input.device)::uuid = any (t.devices))
               and (\(input.search)::text is null
                    or position(lower(\(input.search)) in lower(t.actor_name || E'\\n' || t.tool)) > 0)
               and t.result = any (\(input.results)::text[])
               and t.at >= coalesce(\(input.since), '-infinity'::timestamptz)
               and t.at < coalesce(\(input.until), 'infinity'::timestamptz)
               and (\(mark?.id)::uuid is null
                    or (t.at, t.id) < (\(mark?.sort), \(mark?.id)::uuid))
             order by t.at desc, t.id desc limit \(input.limit + 1)
            """
        ).map { row in (try row("id"), try AuditLine(row)) }
    }
}

extension AuditLine {
    fileprivate init(_ row: Row) throws {
        let (tool, note): (String, String) = (try row("tool"), try row("note"))
        self.init(
            at: try row("at"), organization: try row("org_id"), organizationName: try row("organization"),
            actor: try row("actor"), actorName: try row("actor_name"), actorKind: try row("actor_kind"),
            tool: tool.isEmpty ? nil : tool, risk: try row("level"), result: try row("result"),
            devices: try row("devices"), note: note.isEmpty ? nil : note, requestID: try row("request_id"))
    }
}
