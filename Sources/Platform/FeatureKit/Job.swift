// SPDX-License-Identifier: Apache-2.0
public import GateKit
public import Postgres
public import Shapes
public import Vocabulary

/// Work that runs by itself, per organization: by the clock, and sooner when a kind of message has come in.
///
/// A reconciler: no input but rows and the time, safe to run twice, late, or on two servers.
public struct Job: Sendable {
    public typealias Run = @Sendable (borrowing Session, Tick) async throws -> JobReport

    public let name: String
    public let every: Duration
    /// The kinds of message that make it due at once.
    public let nudges: [String]
    public let run: Run

    public init(_ name: String, every: Duration, nudgedBy nudges: [String] = [], _ run: @escaping Run) {
        (self.name, self.every, self.nudges, self.run) = (name, every, nudges, run)
    }
}

/// For whom a job runs, and when.
public struct Tick: Sendable {
    public let organization: OrganizationID
    public let partner: PartnerID
    public let now: Instant
    let ids: IDs

    package init(_ organization: OrganizationID, _ partner: PartnerID, at now: Instant, ids: IDs) {
        (self.organization, self.partner, self.now, self.ids) = (organization, partner, now, ids)
    }

    /// Where an event of this run belongs.
    public var origin: Origin {
        Origin(organization, partner, occurredAt: now, recordedAt: now, correlation: "job", ids: ids)
    }
}

/// What one run did.
public struct JobReport: Sendable, Equatable {
    public var examined: Int
    public var changed: Int
    /// There was more than one run should do: come again at once.
    public var more: Bool

    public init(examined: Int = 0, changed: Int = 0, more: Bool = false) {
        (self.examined, self.changed, self.more) = (examined, changed, more)
    }
}
