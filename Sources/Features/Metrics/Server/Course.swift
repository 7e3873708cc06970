// SPDX-License-Identifier: Apache-2.0
import MetricsWire
import Shapes

/// One window of one series: what the database keeps of it.
struct Stretch: Equatable {
    let at: Instant
    let samples: Int
    let avg: Double
    let min: Double
    let max: Double
}

/// The value below which a share of the values lie, between its neighbours where it falls between two.
///
/// `sorted` holds at least one value.
func percentile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let (below, above) = (Int(place.rounded(.down)), Int(place.rounded(.up)))
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
}

/// Where the points of all lines of a report begin, and how far they are apart.
struct Pace: Equatable {
    let start: Instant
    let seconds: Int
}

/// Neighbours made one, at a slower pace: a peak stays a peak, and a gap stays a gap.
func merged(_ stretches: [Stretch], at pace: Pace) -> [Stretch] {
    var points: [Stretch] = []
    for stretch in stretches {
        let late = Instant(milliseconds: stretch.at.milliseconds - pace.start.milliseconds)
        let at = pace.start + .milliseconds(late.rounded(downTo: .seconds(pace.seconds)).milliseconds)
        guard let last = points.last, last.at == at else {
            points.append(
                Stretch(at: at, samples: stretch.samples, avg: stretch.avg, min: stretch.min, max: stretch.max))
            continue
        }
        let samples = last.samples + stretch.samples
        let sum = last.avg * Double(last.samples) + stretch.avg * Double(stretch.samples)
        points[points.count - 1] = Stretch(
            at: at, samples: samples, avg: sum / Double(Swift.max(samples, 1)), min: Swift.min(last.min, stretch.min),
            max: Swift.max(last.max, stretch.max))
    }
    return points
}

/// A straight line through a course, by least squares.
struct Line: Equatable {
    let perDay: Double
    /// How much of the movement the line explains, 0…1; all of it where nothing moves.
    let confidence: Double
    /// Where it ends.
    let end: Double

    /// A dozen values over six hours at least: a day cannot be told from less.
    init?(_ course: [Stretch]) {
        guard course.count >= 12, let first = course.first?.at, let last = course.last?.at,
            last - first >= .seconds(6 * 3600)
        else { return nil }
        let days = course.map { ($0.at - first) / .seconds(86_400) }
        let values = course.map(\.avg)
        let count = Double(course.count)
        let (day, value) = (days.reduce(0, +) / count, values.reduce(0, +) / count)
        let spread = days.reduce(0) { $0 + ($1 - day) * ($1 - day) }
        let movement = values.reduce(0) { $0 + ($1 - value) * ($1 - value) }
        let both = zip(days, values).reduce(0) { $0 + ($1.0 - day) * ($1.1 - value) }
        let isStill = movement <= count * value * value * 1e-12
        perDay = isStill ? 0 : both / spread
        confidence = isStill ? 1 : both * both / (spread * movement)
        end = value + perDay * ((days.last ?? day) - day)
    }
}

extension Trend {
    /// `noticeable`: the change in a day that is worth a word.
    init(_ line: Line?, noticeable: Double) {
        guard let line else {
            self.init(.unclear, perDay: nil, confidence: nil)
            return
        }
        let direction: Direction =
            if abs(line.perDay) < noticeable { .steady } else if line.confidence < 0.5 { .unclear } else {
                line.perDay > 0 ? .rising : .falling
            }
        self.init(direction, perDay: tidy(line.perDay), confidence: tidy(line.confidence * 100))
    }
}

extension Forecast {
    /// For a share that ends at 100 percent; nil unless it surely grows and gets there within a year.
    init?(_ line: Line?, latest: Double) {
        guard let line, line.confidence >= 0.8, line.perDay >= 0.05 else { return nil }
        let days = max(100 - max(line.end, latest), 0) / line.perDay
        guard days <= 365 else { return nil }
        self.init(days: tidy(days), confidence: tidy(line.confidence * 100))
    }
}

extension MetricsLine {
    /// Nil for a series without values in the range; without a pace it has figures and no points.
    init?(_ series: Series, of instance: Untrusted?, _ course: [Stretch], at pace: Pace?) {
        guard let latest = course.last else { return nil }
        let samples = Double(course.reduce(0) { $0 + $1.samples })
        let mean = course.reduce(0) { $0 + $1.avg * Double($1.samples) } / Swift.max(samples, 1)
        let line = Line(course)
        self.init(
            series: series, instance: instance, unit: series.unit.rawValue, latest: tidy(latest.avg),
            min: tidy(course.map(\.min).min() ?? latest.min), avg: tidy(mean),
            p95: tidy(percentile(0.95, of: course.map(\.avg).sorted())),
            max: tidy(course.map(\.max).max() ?? latest.max),
            trend: Trend(line, noticeable: series.unit == .percent ? 0.1 : abs(mean) * 0.01),
            fills: series == .disk ? Forecast(line, latest: latest.avg) : nil,
            points: (pace.map { merged(course, at: $0) } ?? []).map { point in
                MetricsPoint(at: point.at, avg: tidy(point.avg), max: tidy(point.max))
            })
    }
}

/// Two digits after the point: more would tell of the arithmetic, not of the machine.
func tidy(_ value: Double) -> Double { value.magnitude < 1e15 ? (value * 100).rounded() / 100 : value }
