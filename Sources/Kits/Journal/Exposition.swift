// SPDX-License-Identifier: Apache-2.0

// The text format of Prometheus, version 0.0.4: how names, labels and numbers are spelled.

extension Metrics {
    /// Everything, by name.
    public var text: String {
        var text = ""
        // Outside the lock, since a gauge may call anything.
        for (name, family) in snapshot.sorted(by: { $0.key < $1.key }) {
            let help = family.help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(family.series.first?.source.kind.rawValue ?? "untyped")\n"
            for series in family.series.sorted(by: { $0.labels < $1.labels }) {
                for line in series.source.lines { text += name + line.suffix + joined(series.labels, line) + "\n" }
            }
        }
        return text
    }

    private func joined(_ labels: String, _ line: Source.Line) -> String {
        let all = [labels, line.label].filter { !$0.isEmpty }.joined(separator: ",")
        return (all.isEmpty ? "" : "{\(all)}") + " " + line.value
    }
}

extension Metrics.Source {
    /// One line of a series: what is added to its name and its labels, and its value.
    struct Line {
        var suffix = ""
        var label = ""
        let value: String
    }

    enum Kind: String { case counter, gauge, histogram }

    var kind: Kind {
        switch self {
        case .counter: .counter
        case .gauge, .read: .gauge
        case .histogram: .histogram
        }
    }

    var lines: [Line] {
        switch self {
        case .counter(let counter): [Line(value: "\(counter.value)")]
        case .gauge(let gauge): [Line(value: spelled(gauge.value))]
        case .read(let read): [Line(value: spelled(read()))]
        case .histogram(let histogram): lines(of: histogram)
        }
    }

    private func lines(of histogram: Histogram) -> [Line] {
        let state = histogram.snapshot
        var (lines, sum): ([Line], Int) = ([], 0)
        for (index, count) in state.counts.enumerated() {
            sum += count
            let bound = index < histogram.bounds.count ? spelled(histogram.bounds[index]) : "+Inf"
            lines.append(Line(suffix: "_bucket", label: "le=\"\(bound)\"", value: "\(sum)"))
        }
        return lines + [Line(suffix: "_sum", value: spelled(state.sum)), Line(suffix: "_count", value: "\(sum)")]
    }
}

/// `outcome="done",risk="low"`, or nothing.
func spelled(_ labels: Metrics.Labels) -> String {
    labels.map { name, value in
        precondition("\(name)" != "le" && "\(name)".utf8.allSatisfy(isNameByte), "not a label's name: \(name)")
        let escaped = "\(value)".replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\(name)=\"\(escaped.replacing("\n", with: "\\n"))\""
    }.joined(separator: ",")
}

private func spelled(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    guard value.isFinite else { return value > 0 ? "+Inf" : "-Inf" }
    return Int(exactly: value).map(String.init) ?? "\(value)"
}

func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
    default: false  // what else Prometheus may allow we do not use
    }
}
