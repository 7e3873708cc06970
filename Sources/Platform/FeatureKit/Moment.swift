// SPDX-License-Identifier: Apache-2.0
public import GateKit
public import Postgres
public import Shapes
public import Vocabulary

/// When and under which request something happens that is no tool's call: an enrollment, a sign-in, an agent's connecting.
public struct Moment: Sendable {
    public let now: Instant
    public let requestID: String
    let ids: IDs

    package init(at now: Instant, requestID: String, ids: IDs) {
        (self.now, self.requestID, self.ids) = (now, requestID, ids)
    }

    public func newID<Kind: Noun>(_: Kind.Type = Kind.self) -> ID<Kind> { ids.next(at: now) }

    /// Where an event of this moment belongs.
    public func origin(_ organization: OrganizationID, _ partner: PartnerID) -> Origin {
        Origin(organization, partner, occurredAt: now, recordedAt: now, correlation: requestID, ids: ids)
    }

    /// A line of the audit about it; `actor` did `what`.
    public func record(
        _ what: String, by actor: String, named name: String, _ kind: Principal.Kind,
        in organization: OrganizationID, of partner: PartnerID, on devices: [DeviceID] = [],
        _ result: Record.Result = .changed, note: String = ""
    ) -> Record {
        Record(
            at: now, requestID: requestID, partner: partner, organization: organization, actor: actor, actorName: name,
            actorKind: kind, tool: what, level: nil, reasons: [], devices: devices, result: result, note: note)
    }
}

extension Session {
    /// Writes down what was no tool's call, in the commit of its effect.
    public func audit(_ record: Record) async throws { try await audit([record]) }
}
