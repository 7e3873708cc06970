// SPDX-License-Identifier: Apache-2.0
import JSON
public import Postgres
package import Shapes
public import Vocabulary

/// Where an event belongs: whose it is, and what caused it.
public struct Origin: Sendable {
    let organization: OrganizationID
    let partner: PartnerID
    let occurredAt: Instant
    let recordedAt: Instant
    let correlation: String
    let ids: IDs

    package init(
        _ organization: OrganizationID, _ partner: PartnerID, occurredAt: Instant, recordedAt: Instant,
        correlation: String, ids: IDs
    ) {
        (self.organization, self.partner, self.ids) = (organization, partner, ids)
        (self.occurredAt, self.recordedAt, self.correlation) = (occurredAt, recordedAt, correlation)
    }

    public init(_ call: Call) {
        self.init(
            call.organization, call.partner, occurredAt: call.now, recordedAt: call.now, correlation: call.requestID,
            ids: call.ids)
    }
}

extension Session {
    /// Published by the sequencer after this transaction has committed, and never if it does not.
    public func emit<Told: Event>(_ event: Told, _ origin: Origin) async throws {
        let details = String(decoding: try JSON.encode(event), as: UTF8.self)
        let id: EventID = origin.ids.next(at: origin.recordedAt)
        try await run(
            """
            insert into house.outbox (org_id, partner_id, event_id, type, occurred_at, recorded_at, device_ids,
                                      severity, category, summary, details, correlation_id, suggested_tools, untrusted)
            values (\(origin.organization), \(origin.partner), \(id), \(Told.type), \(origin.occurredAt),
                    \(origin.recordedAt), \(event.devices), \(event.severity), \(Told.category), \(event.summary),
                    \(details), \(origin.correlation), \(Told.suggestedTools), \(Told.untrusted))
            """)
        nudge(Channel.events)
    }
}
