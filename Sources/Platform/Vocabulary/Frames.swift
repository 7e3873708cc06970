// SPDX-License-Identifier: Apache-2.0
public import JSON
public import Shapes

// What goes over an agent's link: one JSON object a WebSocket message, exactly one of its parts set.
// Parts that a reader does not know are ignored, so that neighbouring versions understand each other.

/// From the agent to the server.
public struct FromAgent: Codable, Sendable {
    public var hello: Hello?
    public var batch: Batch?
    public var report: CommandReport?

    public init(_ hello: Hello) { self.hello = hello }
    public init(_ batch: Batch) { self.batch = batch }
    public init(_ report: CommandReport) { self.report = report }

    /// Whether it holds nothing that could be read, or nothing that is known here.
    public var isEmpty: Bool { hello == nil && batch == nil && report == nil }
}

extension FromAgent {
    /// Reads each part by itself: one that cannot be read is as if it were not there, and another is not lost with it.
    ///
    /// What is no object, or holds a hello or a batch that cannot be read at all, is no frame.
    public init(from decoder: any Decoder) throws {
        let parts = try decoder.container(keyedBy: CodingKeys.self)
        hello = try parts.decodeIfPresent(Hello.self, forKey: .hello)
        batch = try parts.decodeIfPresent(Batch.self, forKey: .batch)
        report = (try? parts.decodeIfPresent(CommandReport.self, forKey: .report)) ?? nil
    }
}

/// From the server to the agent.
public struct ToAgent: Codable, Sendable {
    public var welcome: Welcome?
    public var quarantined: Quarantined?
    public var acknowledged: Acknowledged?
    public var order: CommandOrder?

    public init(_ welcome: Welcome) { self.welcome = welcome }
    public init(_ quarantined: Quarantined) { self.quarantined = quarantined }
    public init(_ acknowledged: Acknowledged) { self.acknowledged = acknowledged }
    public init(_ order: CommandOrder) { self.order = order }
}

/// The limits of a link, the same on both ends.
public enum LinkLimits {
    /// Bytes of one message.
    public static let frame = 512 * 1024
    /// Samples in one batch.
    public static let batch = 200
    /// Batches that may be on their way without an acknowledgement.
    public static let unacknowledged = 4
    /// Bytes of a command's report.
    public static let report = 256 * 1024
    public static let path = "/agent/v1/link"
    public static let enrollment = "/agent/v1/enroll"
}

/// The first message of a link.
public struct Hello: Codable, Sendable, Equatable {
    /// `1.0`: the server speaks this and the two minor versions before.
    public var `protocol`: String
    public var agentVersion: String
    /// The kinds of command that this agent obeys.
    public var capabilities: [String]
    public var hostname: String
    public var os: OperatingSystem
    public var boot: String
    /// The continuity token of the last welcome, or of the enrollment.
    public var token: String
    /// By the device's clock.
    public var sentAt: Instant

    public init(
        protocol version: String, agentVersion: String, capabilities: [String], hostname: String, os: OperatingSystem,
        boot: String, token: String, sentAt: Instant
    ) {
        (`protocol`, self.agentVersion, self.capabilities) = (version, agentVersion, capabilities)
        (self.hostname, self.os, self.boot, self.token) = (hostname, os, boot, token)
        self.sentAt = sentAt
    }
}

/// What a machine says it runs.
public struct OperatingSystem: Codable, Sendable, Equatable {
    /// `linux`, `windows`, `macos`.
    public var family: String
    /// `Debian GNU/Linux 12 (bookworm)`.
    public var name: String
    public var version: String
    public var kernel: String
    public var architecture: String

    public init(family: String, name: String, version: String, kernel: String, architecture: String) {
        (self.family, self.name, self.version) = (family, name, version)
        (self.kernel, self.architecture) = (kernel, architecture)
    }
}

/// The answer to a hello that is believed.
public struct Welcome: Codable, Sendable, Equatable {
    /// To be kept before anything else is sent, and shown at the next connect.
    public var token: String
    public var serverTime: Instant
    /// The highest sequence number that is stored; nil when nothing is.
    public var acknowledged: Int?

    public init(token: String, serverTime: Instant, acknowledged: Int?) {
        (self.token, self.serverTime, self.acknowledged) = (token, serverTime, acknowledged)
    }
}

/// The answer to a hello that shows a copied identity: nothing is taken until a person has decided.
public struct Quarantined: Codable, Sendable, Equatable {
    public var why: String
    public init(why: String) { self.why = why }
}

/// Everything up to this sequence number is stored: committed, and safe to forget.
public struct Acknowledged: Codable, Sendable, Equatable {
    public var sequence: Int
    /// How many samples of the batch, and fields of samples, could not be read; or whose kind is not known here.
    public var dropped: Int

    public init(sequence: Int, dropped: Int) { (self.sequence, self.dropped) = (sequence, dropped) }
}

/// One command, as it goes to its device.
public struct CommandOrder: Codable, Sendable {
    public var command: String
    public var kind: String
    public var requestID: String
    public var body: RawJSON

    public init(command: String, kind: String, requestID: String, body: RawJSON) {
        (self.command, self.kind, self.requestID, self.body) = (command, kind, requestID, body)
    }
}

/// How a command ended on its device.
public struct CommandReport: Codable, Sendable {
    public var command: String
    /// The report, when it was carried out.
    public var done: RawJSON?
    /// Why not, when it was not.
    public var failure: String?

    /// A report whose content cannot be read is that of a failure: whoever waits for it learns so.
    public init(from decoder: any Decoder) throws {
        let parts = try decoder.container(keyedBy: CodingKeys.self)
        command = try parts.decode(String.self, forKey: .command)
        done = try? parts.decodeIfPresent(RawJSON.self, forKey: .done)
        failure = try? parts.decodeIfPresent(String.self, forKey: .failure)
        if done == nil, failure == nil { failure = "a report that cannot be read" }
    }

    public init(command: String, done: RawJSON) { (self.command, self.done) = (command, done) }
    public init(command: String, failure: String) { (self.command, self.failure) = (command, failure) }
}
