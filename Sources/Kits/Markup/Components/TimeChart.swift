// SPDX-License-Identifier: Apache-2.0
public import Shapes

/// Values over time: drawn at once by the server, made explorable by a script, readable as a sentence and as a table.
public struct TimeChart: Sendable {
    /// One line; a time without a value is a gap, never a zero.
    public struct Series: Sendable {
        public let name: String
        public let values: [Double?]
        public init(_ name: String, _ values: [Double?]) { (self.name, self.values) = (name, values) }
    }

    /// Something that happened, marked on the axis of time.
    public struct Mark: Sendable {
        public let at: Instant
        public let tone: Tone
        public let what: String
        public init(_ at: Instant, _ tone: Tone, _ what: String) { (self.at, self.tone, self.what) = (at, tone, what) }
    }

    let name: String
    let sentence: String
    let times: [Instant]
    let series: [Series]
    let unit: String
    let marks: [Mark]
    /// The top of the scale: as asked, or the next round number above everything shown.
    let top: Double

    /// At most six lines: there are no more colors that everybody can tell apart.
    public init(
        _ name: String, saying sentence: String, times: [Instant], _ series: [Series], unit: String,
        upTo top: Double? = nil, marks: [Mark] = []
    ) {
        (self.name, self.sentence, self.times, self.unit, self.marks) = (name, sentence, times, unit, marks)
        self.series = Array(series.prefix(6))
        let highest = self.series.flatMap(\.values).compactMap(\.self).filter(\.isFinite).max() ?? 0
        self.top = top.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } ?? roundNumber(above: highest)
    }

    var span: ClosedRange<Int>? {
        guard let first = times.first?.milliseconds, let last = times.last?.milliseconds, first < last else {
            return nil
        }
        return first...last
    }
}

public func timeChart(_ chart: TimeChart) -> Node {
    guard let span = chart.span else { return emptyState("No values for this time", icon: .activity) { Node.empty } }
    return div(
        .class("chart"), .data("chart", encoded(chart.times)), .data("unit", chart.unit),
        .data("top", tenths(chart.top))
    ) {
        legend(of: chart)
        div(.class("chart-box"), .role("img"), .aria("label", chart.name + ": " + chart.sentence)) {
            scale(of: chart)
            drawing(of: chart, over: span)
            axis(over: span)
        }
        ul(.class("vh"), .data("marks")) {
            for mark in chart.marks {
                li(.data("at", String(mark.at.milliseconds / 1000)), .data("tone", mark.tone.rawValue)) {
                    mark.what + ", " + Words.clock(mark.at)
                }
            }
        }
        table(of: chart)
    }
}

/// Choices of which one is made: ranges of a chart, views of a list.
public func segments(_ name: String, @Markup content: () -> Node) -> Node {
    nav(.class("segs"), .aria("label", name)) { content() }
}
public func segment(_ words: String, to href: String, isCurrent: Bool) -> Node {
    a(href, .when(isCurrent, .aria("current", "true"))) { words }
}

private func legend(of chart: TimeChart) -> Node {
    ul(.class("lg")) {
        for (index, series) in chart.series.enumerated() {
            li(.class("lg-s\(index + 1)")) {
                span(.class("lg-c"), .aria("hidden", true)) { Node.empty }
                series.name + " "
                Node.element("b", [.class("num")]) { lastValue(of: series).map { figure($0, chart.unit) } ?? "—" }
            }
        }
    }
}

private func lastValue(of series: TimeChart.Series) -> Double? { series.values.last(where: { $0 != nil }) ?? nil }

private func figure(_ value: Double, _ unit: String) -> String {
    Words.decimal(value, digits: value.magnitude < 10 ? 1 : 0) + (unit.isEmpty ? "" : " " + unit)
}

private func scale(of chart: TimeChart) -> Node {
    div(.class("chart-y"), .aria("hidden", true)) {
        for step in [4, 3, 2, 1, 0] { span { figure(chart.top * Double(step) / 4, chart.unit) } }
    }
}

private func axis(over span: ClosedRange<Int>) -> Node {
    div(.class("chart-x"), .aria("hidden", true)) {
        for step in 0...4 {
            let at = Instant(milliseconds: span.lowerBound + (span.upperBound - span.lowerBound) / 4 * step)
            label(at, isDay: span.upperBound - span.lowerBound > 172_800_000)
        }
    }
}

private func label(_ at: Instant, isDay: Bool) -> Node {
    let text = at.description
    return span { String(isDay ? text.dropFirst(5).prefix(5) : text.dropFirst(11).prefix(5)) }
}

/// The first of the times in seconds, then the steps between them.
private func encoded(_ times: [Instant]) -> String {
    var (before, words) = (0, [String]())
    for time in times {
        words.append(String(time.milliseconds / 1000 - before))
        before = time.milliseconds / 1000
    }
    return words.joined(separator: " ")
}

/// 1, 2 or 5 with zeros: a scale whose quarters can be read.
func roundNumber(above value: Double) -> Double {
    guard value.isFinite, value > 0 else { return 1 }
    var unit = 1.0
    while unit < value { unit *= 10 }
    while unit / 10 >= value { unit /= 10 }
    return [unit / 5, unit / 2.5, unit / 2].first { $0 >= value } ?? unit
}
