// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import Markup
import MetricsWire
import Shapes

let performanceCard = Card(on: .device, reading: AnalyzeMetrics.self, over: "hours") { report, now in
    card("Performance", icon: .activity, trailing: report.now.map { seen($0, now) } ?? .empty) {
        if let newest = report.now {
            newestFigures(newest, report)
            if let chart = course(of: report) { timeChart(chart) }
            if !newest.disks.isEmpty { disks(newest.disks, report) }
            if !newest.top.isEmpty { processes(newest.top) }
        } else {
            emptyState("Nothing measured yet", icon: .activity) {
                p { "The agent looks once a minute; the first values come a minute or two after it starts." }
            }
        }
    }
}

private func seen(_ newest: MetricsNow, _ now: Instant) -> Node { dim { ago(newest.at, now: now) } }

private func newestFigures(_ newest: MetricsNow, _ report: MetricsReport) -> Node {
    figures {
        figure("CPU", newest.cpu.map { Words.decimal($0, digits: 0) } ?? "—", unit: newest.cpu == nil ? "" : "%") {
            spark(.cpu, report)
        }
        figure(
            "Memory", newest.memory.map { Words.decimal($0, digits: 0) } ?? "—", unit: newest.memory == nil ? "" : "%"
        ) {
            if let total = newest.memoryTotal { dim { "of " + Words.bytes(total) } }
            spark(.memory, report)
        }
        if let disk = newest.disks.first, let used = disk.used {
            figure("Fullest disk", Words.decimal(used, digits: 0), unit: "%") { disk.mount }
        }
        figure("Load", newest.load.map { Words.decimal($0, digits: 2) } ?? "—") {
            if let cpus = newest.logicalCpus { dim { "on " + Words.count(cpus, "CPU") } }
            spark(.load, report)
        }
    }
}

private func spark(_ series: Series, _ report: MetricsReport) -> Node {
    guard let line = report.line(series) else { return .empty }
    return sparkline(line.points.map(\.avg), upTo: series.unit == .percent ? 100 : nil)
}

extension MetricsReport {
    /// The machine's own line of a series, or the first of its disks or interfaces.
    fileprivate func line(_ series: Series) -> MetricsLine? { lines.first { $0.series == series } }
    fileprivate func line(_ series: Series, of instance: Untrusted) -> MetricsLine? {
        lines.first { $0.series == series && $0.instance == instance }
    }
}

/// CPU, memory and the fullest disk, all in percent; nil until there are two moments to draw a line between.
private func course(of report: MetricsReport) -> TimeChart? {
    let shown = [("CPU", report.line(.cpu)), ("Memory", report.line(.memory)), ("Fullest disk", report.line(.disk))]
        .compactMap { name, line in line.map { (name, $0) } }
    let times = Set(shown.flatMap { $0.1.points.map(\.at) }).sorted()
    guard times.count > 1 else { return nil }
    let series = shown.map { name, line in
        let values = Dictionary(line.points.map { ($0.at, $0.avg) }) { first, _ in first }
        return TimeChart.Series(name, times.map { values[$0] })
    }
    let sentence = shown.map { name, line in
        "\(name) \(Words.percent(line.avg)) on average and \(Words.percent(line.max)) at most"
    }.joined(separator: ", ")
    return TimeChart("Performance", saying: sentence + ".", times: times, series, unit: "%", upTo: 100)
}

private func disks(_ disks: [DiskNow], _ report: MetricsReport) -> Node {
    listing("Disks", ["Disk", "Used"], numbers: ["Free", "Busy", "Full in"]) {
        for disk in disks {
            tr {
                th(.scope(.row)) { disk.mount }
                td {
                    if let used = disk.used { meter(used, tone(used), saying: Words.percent(used)) } else { absent() }
                }
                td(.class("num")) {
                    if let free = disk.available { Words.bytes(free) } else { absent() }
                }
                td(.class("num")) {
                    if let busy = disk.busy { Words.percent(busy) } else { absent() }
                }
                td(.class("num")) {
                    if let fills = report.line(.disk, of: disk.mount)?.fills {
                        "\(Words.decimal(fills.days)) d"
                    } else {
                        absent("not growing steadily")
                    }
                }
            }
        }
    }
}

/// A disk is all right until little is left.
private func tone(_ used: Double) -> Tone { used >= 95 ? .critical : used >= 85 ? .warning : .idle }

private func processes(_ processes: [ProcessNow]) -> Node {
    listing("Processes that take most", ["Process"], numbers: ["CPU", "Memory"]) {
        for process in processes {
            tr {
                th(.scope(.row)) {
                    process.name
                    dim { " \(process.pid)" }
                }
                td(.class("num")) {
                    if let cpu = process.cpu { Words.percent(cpu, digits: 1) } else { absent() }
                }
                td(.class("num")) { Words.bytes(process.residentBytes) }
            }
        }
    }
}

private func listing(_ name: String, _ columns: [String], numbers: [String], @Markup rows: () -> Node) -> Node {
    div(.class("scroll-x"), .tabindex(0), .role("region"), .aria("label", name)) {
        table(.class("mini")) {
            caption { name }
            thead {
                tr {
                    for column in columns { th(.scope(.col)) { column } }
                    for column in numbers { th(.scope(.col), .class("num")) { column } }
                }
            }
            tbody { rows() }
        }
    }
}
