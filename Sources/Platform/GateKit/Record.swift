// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

/// One line of the audit: who asked for what, how it was judged, and what came of it.
public struct Record: Codable, Sendable, Equatable {
    public enum Result: String, Choice {
        /// An Answer was given.
        case answered
        /// A Change was made.
        case changed
        /// An Order's commands were written down.
        case ordered
        /// A device has carried its command out, or failed to.
        case reported
        case blocked
        case refused
    }

    public let at: Instant
    public let requestID: String
    public let partner: PartnerID
    public let organization: OrganizationID
    public let actor: String
    public let actorName: String
    public let actorKind: Principal.Kind
    public let tool: String
    public let level: RiskLevel?
    public let reasons: [String]
    public let devices: [DeviceID]
    public let result: Result
    /// The code of a refusal, or why it was blocked; never an argument's value.
    public let note: String

    package init(
        at: Instant, requestID: String, partner: PartnerID, organization: OrganizationID, actor: String,
        actorName: String, actorKind: Principal.Kind, tool: String, level: RiskLevel?, reasons: [String],
        devices: [DeviceID], result: Result, note: String
    ) {
        (self.at, self.requestID, self.partner, self.organization) = (at, requestID, partner, organization)
        (self.actor, self.actorName, self.actorKind, self.tool) = (actor, actorName, actorKind, tool)
        (self.level, self.reasons, self.devices) = (level, reasons, devices)
        (self.result, self.note) = (result, note)
    }
}

extension Record {
    init(_ call: Call, _ tool: String, _ verdict: Verdict, _ devices: [DeviceID], _ result: Result, note: String = "") {
        self.init(
            at: call.now, requestID: call.requestID, partner: call.partner, organization: call.organization,
            actor: call.actor.id, actorName: call.actor.name, actorKind: call.actor.kind, tool: tool,
            level: verdict.level, reasons: verdict.reasons, devices: devices, result: result, note: note)
    }
}
