// SPDX-License-Identifier: Apache-2.0

public import Shapes
public import Vocabulary

/// What a machine's journal says has gone wrong, and when the machine was up.
///
/// Facts only: what one of them weighs, and whether two are one and the same, is judged on the server. The same incident
/// may come twice, as an agent that lost its place reads a day again; its id tells.
public struct ReliabilitySample: Message, Equatable {
    public static let kind = "reliability.sample"

    public var journal: Journal
    /// The oldest entry that the journal still has.
    public var historyFrom: Instant?
    /// Everything that the journal took in between these two has been looked at.
    public var lookedFrom: Instant
    public var lookedTo: Instant
    /// What kind of container this is; nil if it is a machine with a kernel of its own.
    public var container: String?
    /// Whether the kernel's messages were looked at: a container does not own them.
    public var kernelMessages: Bool
    public var bootId: String
    public var bootedAt: Instant?
    public var uptimeSeconds: Int?
    /// The newest few, oldest first; the last one is this one.
    public var boots: [Boot]
    public var incidents: [Incident]
    /// Starts of units that had failed before.
    public var starts: [Start]
    /// Entries that could not be understood.
    public var unreadable: Int
    /// There was more than one look may read; the rest comes with the next one.
    public var more: Bool

    public enum Journal: String, Choice {
        /// Kept on disk: earlier boots can be asked about.
        case persistent
        /// Kept in memory: whatever happened before this boot is gone.
        case volatile
        case absent
    }

    public struct Start: Codable, Sendable, Equatable {
        public var unit: String
        public var at: Instant
        public init(unit: String, at: Instant) { (self.unit, self.at) = (unit, at) }
    }

    public init(
        journal: Journal, historyFrom: Instant? = nil, lookedFrom: Instant, lookedTo: Instant, container: String? = nil,
        bootId: String, bootedAt: Instant? = nil, uptimeSeconds: Int? = nil, boots: [Boot] = [],
        incidents: [Incident] = [], starts: [Start] = [], unreadable: Int = 0, more: Bool = false
    ) {
        (self.journal, self.historyFrom) = (journal, historyFrom)
        (self.lookedFrom, self.lookedTo) = (lookedFrom, lookedTo)
        (self.container, kernelMessages) = (container, container == nil && journal != .absent)
        (self.bootId, self.bootedAt, self.uptimeSeconds, self.boots) = (bootId, bootedAt, uptimeSeconds, boots)
        (self.incidents, self.starts, self.unreadable, self.more) = (incidents, starts, unreadable, more)
    }
}
