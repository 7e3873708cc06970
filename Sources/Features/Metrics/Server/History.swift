// SPDX-License-Identifier: Apache-2.0
import MetricsWire
import Shapes

/// Which stretch of time is looked at, and how finely.
struct History: Equatable {
    let from: Instant
    let to: Instant
    let resolution: Resolution

    /// The finest resolution that has at most so many values of one series.
    static let valuesAtMost = 600

    /// The finest that is not too fine for the span and that is still kept where the span begins.
    init(from: Instant, to: Instant, now: Instant) {
        let span = (to - from) / .seconds(1)
        let age = (now - from) / .seconds(1)
        resolution =
            Resolution.allCases.first { resolution in
                span <= Double(resolution.seconds * Self.valuesAtMost) && age <= Double(resolution.kept)
            } ?? .day
        (self.from, self.to) = (from.rounded(downTo: .seconds(resolution.seconds)), to)
    }

    /// Where the rollups are not yet sure to be there: what comes after is put together from samples.
    ///
    /// The job comes every five minutes; a window that has just ended is its next work.
    func tail(now: Instant) -> Instant {
        guard resolution != .minute else { return from }
        let sure = (now - .seconds(900)).rounded(downTo: .seconds(resolution.seconds))
        return max(from, min(sure, to))
    }

    /// How many windows could hold values, those that have begun a moment ago left out.
    var windows: Int { max(1, (to.milliseconds - from.milliseconds) / (resolution.seconds * 1000)) }

    /// How far the points are apart if there may be at most so many where there are values: a whole number of windows.
    func pointSeconds(atMost points: Int, over spoken: ClosedRange<Instant>?) -> Int {
        guard let spoken else { return resolution.seconds }
        let windows = (spoken.upperBound - spoken.lowerBound) / .seconds(resolution.seconds) + 1
        return resolution.seconds * max(1, Int((windows / Double(points)).rounded(.up)))
    }
}

extension Resolution {
    /// For how many seconds it is kept, less a day: the oldest partition may be gone already.
    fileprivate var kept: Int {
        switch self {
        case .minute: 13 * 86_400
        case .fiveMinutes: 89 * 86_400
        case .hour, .day: 729 * 86_400
        }
    }
}
