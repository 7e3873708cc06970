// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes

extension Trend {
    private static let daysToSee = 3
    private static let daysToTrust = 14.0
    private static let noise = 2.0

    /// A least-squares line through the scores of the last so many days.
    init(through scores: [DailyScore], over window: Int = Weights.window, until now: Instant) {
        let today = DailyScore.day(of: now)
        let scores = scores.filter { $0.day > today - window && $0.day <= today }
        let days = Set(scores.map(\.day)).count
        guard days >= Self.daysToSee, let first = scores.map(\.day).min(), let last = scores.map(\.day).max() else {
            self.init(direction: .stable, change: 0, confidence: 0, days: days)
            return
        }
        let count = Double(scores.count)
        let meanDay = scores.reduce(0) { $0 + Double($1.day) } / count
        let meanScore = scores.reduce(0) { $0 + $1.score } / count
        func sum(_ term: (_ day: Double, _ score: Double) -> Double) -> Double {
            scores.reduce(0) { $0 + term(Double($1.day) - meanDay, $1.score - meanScore) }
        }
        let (xx, xy, yy) = (sum { x, _ in x * x }, sum { x, y in x * y }, sum { _, y in y * y })
        let change = xy / xx * Double(last - first)
        // A line through scores that are all the same explains them all.
        let explained = yy > 0 ? xy * xy / (xx * yy) : 1
        let direction: Direction = change > Self.noise ? .improving : change < -Self.noise ? .degrading : .stable
        self.init(
            direction: direction, change: tenth(change),
            confidence: (explained * min(1, Double(days) / Self.daysToTrust) * 100).rounded() / 100, days: days)
    }
}
