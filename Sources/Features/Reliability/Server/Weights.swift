// SPDX-License-Identifier: Apache-2.0

import Glibc
import ReliabilityWire
import Shapes
import Vocabulary

/// How much everything weighs.
///
/// The parts and the weights within them are those of the first form of this score, which was linear and soon at zero:
/// 14 incidents and 1,466 looked alike. Within each part its weights are kept, relative to its plain incident, and their
/// sum goes through 100·e^(−rate/k), which tells many from very many.
enum Weights {
    /// The days that a score looks back, unless somebody asks for others.
    static let window = 30
    /// A rate is never taken over less: one crash in the first hours is not a hundred a month.
    static let fewestDays = 14.0
    /// Under this a score is provisional.
    static let daysToJudge = 3.0

    /// The most that a part can take away; they add up to 100.
    static func points(_ area: Area) -> Int {
        switch area {
        case .uptime: 30
        case .crashes: 25
        case .hangs, .services, .hardware: 15
        }
    }

    /// The rate, in weighted incidents a day, at which e⁻¹ of a part is left.
    static func scale(_ area: Area) -> Double? {
        switch area {
        case .uptime: nil
        case .crashes, .hardware: 0.10
        case .hangs: 0.20
        case .services: 1.0 / 6
        }
    }

    static func weight(_ episode: Episode, now: Instant) -> Double {
        switch episode.area {
        case .uptime: 0
        // 20 points a crash of 30 days, and half of that again if it is one of the last 7.
        case .crashes: episode.last > now + .seconds(-7 * 86_400) ? 1.5 : 1
        // 10 points a hang, 20 one that was not resolved.
        case .hangs: episode.recovered ? 1 : 2
        // 15 points a failure, of which 5 are given back if the service recovered.
        case .services: episode.recovered ? 10.0 / 15 : 1
        // 30 points a critical error, 15 an error, 5 a warning.
        case .hardware:
            switch episode.gravity {
            case .critical: 2
            case .error, nil: 1
            case .warning: 1.0 / 3
            }
        }
    }

    /// 100 at no incidents, never quite 0.
    static func score(rate: Double, scale: Double) -> Double { 100 * exp(-rate / scale) }

    /// 90 % of the expected time or less is nothing, all of it is all.
    static func score(uptimePercent: Double) -> Double { min(100, max(0, (uptimePercent - 90) * 10)) }

    static func severity(_ area: Area, count: Int, recovered: Int, gravity: Incident.Gravity?) -> Severity {
        switch area {
        case .crashes: count >= 3 ? .critical : .high
        case .hangs: count >= 6 ? .high : .medium
        case .services: count >= 4 ? .high : recovered == count ? .low : .medium
        case .hardware:
            switch gravity {
            case .critical: .critical
            case .error, nil: .high
            case .warning: .low
            }
        case .uptime: .medium
        }
    }

    static func severity(uptimePercent: Double) -> Severity {
        switch uptimePercent {
        case ..<90: .critical
        case ..<95: .high
        case ..<99: .medium
        default: .low
        }
    }
}
