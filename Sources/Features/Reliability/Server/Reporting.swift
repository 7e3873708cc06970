// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes

extension Judgement {
    var report: ReliabilityReport {
        let quarter = history.presence.last(90, before: history.now)
        let hours = tenth(quarter.operating.days * 24)
        let failures = episodes.count { $0.area != .hardware || $0.gravity == .critical }
        return ReliabilityReport(
            score: score, band: score.map(Band.init(score:)), provisional: isProvisional, days: days, limits: limits,
            components: components.map { part in
                Component(
                    area: part.area, weight: part.weight, score: part.score, cost: tenth(part.cost), count: part.count)
            },
            issues: issues, trend: trend, windows: [7, 30, 90].map(span),
            mtbfHours: failures > 0 ? tenth(hours / Double(failures)) : nil, operatingHours: hours,
            observedDays: tenth(recent.expected.days),
            observedFrom: history.presence.observed.spans.first?.lowerBound, judgedAt: history.now)
    }

    /// The days before, and this one as it is now.
    var trend: Trend {
        let today = DailyScore.day(of: history.now)
        let before = history.dailyScores.filter { $0.day != today }
        let now = score.flatMap { isProvisional ? nil : DailyScore(day: today, score: Double($0)) }
        return Trend(through: before + [now].compactMap(\.self), over: days, until: history.now)
    }

    private func span(_ days: Int) -> Span {
        let episodes = episodes(last: days)
        func count(_ area: Area) -> Int { episodes.count { $0.area == area } }
        let uptime = history.presence.last(days, before: history.now).uptimePercent
        return Span(
            days: days, crashes: count(.crashes), hangs: count(.hangs), serviceFailures: count(.services),
            hardwareErrors: count(.hardware), uptime: uptime.map { ($0 * 1000).rounded(.down) / 1000 })
    }
}
