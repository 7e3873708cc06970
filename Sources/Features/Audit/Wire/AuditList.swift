// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

/// One page of the audit.
public struct AuditList: Facts, Equatable {
    @Fact("The lines of this page, the newest first.") public var items: [AuditLine]
    @Fact("Give this as `cursor` to read on; null on the last page.") public var nextCursor: String?
    @Fact("Whether there is a next page.") public var more: Bool

    public init(items: [AuditLine], nextCursor: String?) {
        self.items = items
        self.nextCursor = nextCursor
        more = nextCursor != nil
    }

    public static var example: AuditList { AuditList(items: [.example], nextCursor: "WyIyMDI2Il0") }
}

/// Who asks.
public enum AuditActor: String, Choice {
    case person
    case apiKey = "api_key"
    case systemJob = "system_job"
    case agent
    case `operator`
}

/// What came of it.
public enum AuditResult: String, Choice {
    /// It was read, and answered.
    case answered
    /// Rows were changed.
    case changed
    /// Devices were told.
    case ordered
    /// A device has carried it out, or failed to.
    case reported
    /// The gate did not let it run.
    case blocked
    /// The call itself was wrong.
    case refused
}

/// Who asked for what, and what came of it.
public struct AuditLine: Facts, Equatable {
    @Fact("When it was asked.") public var at: Instant
    @Fact("The organization that it was about; the provider's own for what stands above all.")
    public var organization: OrganizationID
    @Fact("What that organization is called.") public var organizationName: String
    @Fact("The id of whoever asked: a person's, an API key's, a device's, or an account of the server's machine.")
    public var actor: String
    @Fact("What they are called.") public var actorName: String
    @Fact("What they are.") public var actorKind: AuditActor
    @Fact("The tool that was asked for, or what was done without one; null if there is no such tool.")
    public var tool: String?
    @Fact("How risky the gate judged it; null where it did not come to that.") public var risk: RiskLevel?
    @Fact("What came of it.") public var result: AuditResult
    @Fact("The devices that it was about.") public var devices: [DeviceID]
    @Fact("The code of a refusal, why it was blocked, or what else a page asked for; null if there is nothing to say.")
    public var note: String?
    @Fact("Goes with the call through journals, commands and the agent's log.") public var requestID: String

    public init(
        at: Instant, organization: OrganizationID, organizationName: String, actor: String, actorName: String,
        actorKind: AuditActor, tool: String?, risk: RiskLevel?, result: AuditResult, devices: [DeviceID], note: String?,
        requestID: String
    ) {
        self.at = at
        self.organization = organization
        self.organizationName = organizationName
        self.actor = actor
        self.actorName = actorName
        self.actorKind = actorKind
        self.tool = tool
        self.risk = risk
        self.result = result
        self.devices = devices
        self.note = note
        self.requestID = requestID
    }

    public static var example: AuditLine {
        AuditLine(
            at: .example, organization: .example, organizationName: "Acme Manufacturing",
            actor: "01932f6e-7d3c-7a10-8f00-0a1b2c3d4e5f", actorName: "Claude on my desk", actorKind: .apiKey,
            tool: "update_device", risk: .medium, result: .changed, devices: [.example], note: "conflict",
            requestID: "4bf92f3577b34da6a3ce929d0e0e4736")
    }
}
