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
    public private(set) var devices: [DeviceID]
    public let result: Result
    /// The code of a refusal, or why it was blocked, or what a page asked for; never an argument's value.
    public private(set) var note: String
    private var page: String?

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
        page = result == .answered ? call.page : nil
        if page != nil { self.note = "a page: \(tool)" }
    }

    /// A request's id may be its sender's own: whoever sends one again and again gets a line for every few.
    private static let longestNote = 1000

    /// Whether both are answers that one view of a page has asked for; if so this line tells of both.
    package mutating func join(_ other: Record) -> Bool {
        guard page != nil, page == other.page, requestID == other.requestID, actor == other.actor,
            organization == other.organization, note.utf8.count < Self.longestNote
        else { return false }
        devices += other.devices.filter { !devices.contains($0) }
        note += ", " + other.tool
        return true
    }
}
