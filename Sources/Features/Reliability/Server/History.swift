// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes
import Vocabulary

/// All that is known of one device when it is judged: plain values, and the time.
struct History {
    var device: DeviceID
    var now: Instant
    var journal: ReliabilitySample.Journal = .persistent
    var isContainer = false
    var presence: Presence
    /// In any order, of 90 days; those that came twice, once.
    var incidents: [Incident]
    var starts: [ReliabilitySample.Start] = []
    var dailyScores: [DailyScore] = []

    init(device: DeviceID, now: Instant, presence: Presence, incidents: [Incident]) {
        (self.device, self.now, self.presence, self.incidents) = (device, now, presence, incidents)
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
}
