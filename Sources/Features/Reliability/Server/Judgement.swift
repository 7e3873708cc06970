// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes
import Vocabulary

/// The whole opinion of this feature.
///
/// Pure: no clock, no database.
struct Judgement {
    let history: History
    /// How many days are weighed.
    let days: Int
    let components: [Component]
    /// All of 90 days.
    let episodes: [Episode]
    let recent: Presence

    init(_ history: History, over days: Int = Weights.window) {
        (self.history, self.days) = (history, days)
        recent = history.presence.last(days, before: history.now)
        let all = Episode.all(history.incidents, starts: history.starts)
        episodes = all.filter { $0.last <= history.now && $0.last > history.now + .seconds(-90 * 86_400) }
        let (recent, episodes) = (recent, episodes)
        components = Area.allCases.map {
            Self.component($0, history, recent, Self.last(days, episodes, history))
        }
    }

    private static func last(_ days: Int, _ episodes: [Episode], _ history: History) -> [Episode] {
        episodes.filter { $0.last > history.now + .seconds(-86_400 * days) }
    }

    private static func component(
        _ area: Area, _ history: History, _ recent: Presence, _ episodes: [Episode]
    ) -> Component {
        let episodes = episodes.filter { $0.area == area }
        let points = Weights.points(area)
        let score: Double? =
            if let scale = Weights.scale(area) {
                !history.isTelling || recent.expected.days == 0
                    ? nil : Weights.score(rate: weight(of: episodes, history) / operatingDays(recent), scale: scale)
            } else {
                recent.uptimePercent.map(Weights.score(uptimePercent:))
            }
        return Component(
            area: area, weight: points, score: score.map(tenth), cost: Double(points) * (1 - (score ?? 100) / 100),
            count: area == .uptime ? recent.down.spans.count : episodes.count)
    }

    static func weight(of episodes: [Episode], _ history: History) -> Double {
        episodes.reduce(0) { $0 + Weights.weight($1, now: history.now) }
    }
    private static func operatingDays(_ presence: Presence) -> Double {
        max(presence.operating.days, Weights.fewestDays)
    }

    /// What happened within so many days.
    func episodes(last days: Int) -> [Episode] { Self.last(days, episodes, history) }

    /// Rounded down, so that only a device without fault has 100; nil as long as nothing was watched.
    var score: Int? {
        guard history.isTelling, recent.expected.days > 0 else { return nil }
        // What binary fractions lose on the way must not cost a point.
        return Int((100 - components.reduce(0) { $0 + $1.cost } + 1e-9).rounded(.down))
    }

    var limits: [Limit] {
        var limits: [Limit] = []
        let longest = history.presence.last(max(days, Weights.window), before: history.now)
        if longest.expected.days < Weights.daysToJudge { limits.append(.insufficientHistory) }
        switch history.journal {
        case nil: limits.append(.notReported)
        case .persistent: break
        case .volatile: limits.append(.volatileJournal)
        case .absent: limits.append(.noJournal)
        }
        if history.isContainer { limits.append(.kernelNotSeen) }
        return limits
    }

    var isProvisional: Bool { !history.isTelling || limits.contains(.insufficientHistory) }

    /// What to tell, if the score has fallen since it was last told of; a provisional score tells nothing.
    func dropped(from told: Int) -> ReliabilityScoreDropped? {
        guard let score, !isProvisional, told - score > 5 else { return nil }
        let worst = issues.first
        return ReliabilityScoreDropped(
            device: history.device, score: score, was: told, cause: worst?.cause, name: worst?.name)
    }
}

/// To one place.
func tenth(_ value: Double) -> Double { (value * 10).rounded() / 10 }
