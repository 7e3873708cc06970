// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes
import Vocabulary

/// All that is known of one device when it is judged: plain values, and the time.
struct History {
    var device: DeviceID
    var now: Instant
    /// What kind of journal it keeps; nil if it has not told anything yet.
    var journal: ReliabilitySample.Journal? = .persistent
    var isContainer = false
    var presence: Presence
    /// In any order, of 90 days; those that came twice, once.
    var incidents: [Incident]
    var starts: [ReliabilitySample.Start] = []
    /// Of the days before this one, and none that was provisional.
    var dailyScores: [DailyScore] = []

    /// Whether crashes, hangs and failures can be seen at all.
    var isTelling: Bool { journal.map { $0 != .absent } ?? false }

    init(device: DeviceID, now: Instant, presence: Presence, incidents: [Incident]) {
        (self.device, self.now, self.presence, self.incidents) = (device, now, presence, incidents)
    }

    /// Of a device that has not told anything yet.
    static func untold(_ device: DeviceID, at now: Instant) -> History {
        var history = History(device: device, now: now, looks: [], boots: [], incidents: [])
        history.journal = nil
        return history
    }

    /// A boot that broke off is a crash like any other.
    init(device: DeviceID, now: Instant, looks: [Range<Instant>], boots: [Boot], incidents: [Incident]) {
        let crashes = boots.filter { $0.ending == .unclean }.map {
            Incident(id: "boot:\($0.id)", at: $0.last, cause: .uncleanShutdown, name: "")
        }
        self.init(
            device: device, now: now, presence: Presence(looks: looks, boots: boots), incidents: incidents + crashes)
    }
}

/// What a device scored on one day.
struct DailyScore: Equatable {
    /// Counted from 1970-01-01.
    let day: Int
    let score: Double

    static func day(of instant: Instant) -> Int { instant.milliseconds / 86_400_000 }
}
