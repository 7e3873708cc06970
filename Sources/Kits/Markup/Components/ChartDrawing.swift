// SPDX-License-Identifier: Apache-2.0
import Shapes

/// The lines as the server draws them; each carries its exact values for the script.
func drawing(of chart: TimeChart, over span: ClosedRange<Int>) -> Node {
    .element(
        "svg",
        [
            .class("chart-svg"), Attribute("viewBox", "0 0 1000 200"), Attribute("preserveAspectRatio", "none"),
            .aria("hidden", true),
        ]
    ) {
        for step in 0...4 { gridLine(at: step * 50) }
        for (index, series) in chart.series.enumerated() {
            Node.element(
                "g",
                [
                    .class("s s\(index + 1)"), .data("name", series.name),
                    .data("values", series.values.map { $0.map(decimals) ?? "" }.joined(separator: ",")),
                ]
            ) {
                for line in lines(of: series, in: chart, over: span) {
                    Node.element("polyline", [Attribute("points", line)]) {}
                }
            }
        }
    }
}

private func gridLine(at y: Int) -> Node {
    .element("line", [Attribute("x2", "1000"), Attribute("y1", String(y)), Attribute("y2", String(y))]) {}
}

/// One text of points per unbroken stretch; a gap in the values is a gap in the line.
private func lines(of series: TimeChart.Series, in chart: TimeChart, over span: ClosedRange<Int>) -> [String] {
    let length = Double(span.upperBound - span.lowerBound)
    var (lines, line) = ([String](), [String]())
    for (time, value) in thinned(Array(zip(chart.times, series.values))) {
        guard let value, value.isFinite else {
            lines.append(line.joined(separator: " "))
            line = []
            continue
        }
        let x = Double(time.milliseconds - span.lowerBound) / length * 1000
        line.append("\(tenths(x)),\(tenths(200 - min(max(value / chart.top, 0), 1) * 200))")
    }
    lines.append(line.joined(separator: " "))
    return lines.filter { !$0.isEmpty }
}

/// At most 400 points, of each stretch the highest: a peak must not vanish because the screen is narrow.
private func thinned(_ points: [(Instant, Double?)]) -> [(Instant, Double?)] {
    let stretch = (points.count + 399) / 400
    guard stretch > 1 else { return points }
    return stride(from: 0, to: points.count, by: stretch).map { start in
        let part = points[start..<min(start + stretch, points.count)]
        return part.max { ($0.1 ?? -.infinity) < ($1.1 ?? -.infinity) } ?? points[start]
    }
}

/// Every value there is, or evenly chosen ones when there are more than a person reads.
func table(of chart: TimeChart) -> Node {
    let every = max(1, (chart.times.count + 47) / 48)
    return details(.class("chart-t")) {
        summary { "View as table" }
        div(.class("scroll-x"), .tabindex(0), .role("region"), .aria("label", chart.name + ", values")) {
            table(.class("mini")) {
                caption {
                    chart.sentence + (every > 1 ? " One of every \(every) values; times in UTC." : " Times in UTC.")
                }
                thead {
                    tr {
                        th(.scope(.col)) { "Time" }
                        for series in chart.series { th(.scope(.col), .class("num")) { series.name } }
                    }
                }
                tbody {
                    for index in stride(from: 0, to: chart.times.count, by: every) { row(index, of: chart) }
                }
            }
        }
    }
}

private func row(_ index: Int, of chart: TimeChart) -> Node {
    tr {
        th(.scope(.row)) { exactly(chart.times[index]) }
        for series in chart.series {
            td(.class("num")) {
                if index < series.values.count, let value = series.values[index] {
                    Words.decimal(value) + (chart.unit.isEmpty ? "" : " " + chart.unit)
                } else {
                    absent("no value")
                }
            }
        }
    }
}

/// Two digits after the point, for a machine to read.
private func decimals(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return "" }
    let scaled = (value * 100).rounded() / 100
    return scaled == scaled.rounded() ? String(Int(scaled)) : String(scaled)
}
