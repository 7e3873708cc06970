// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A number that only grows: `breeze_samples_received_total`.
public final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    public func add(_ more: Int = 1) { count.wrappingAdd(max(0, more), ordering: .relaxed) }
    public var value: Int { count.load(ordering: .relaxed) }
}

/// A number that rises and falls: `breeze_agents_connected`.
public final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(0)
    public func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
    public func add(_ more: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {  // ends: of all that try at once, one succeeds each time
            let new = (Double(bitPattern: old) + more).bitPattern
            let attempt = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if attempt.exchanged { return }
            old = attempt.original
        }
    }
    public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

/// Everything that a program counts, as the text that Prometheus reads.
///
/// Asking twice for one name and labels gives the same counter. Labels are constant words: nothing that a stranger
/// writes can make a new series.
public final class Metrics: Sendable {
    public typealias Labels = KeyValuePairs<StaticString, StaticString>

    private enum Source: Sendable {
        case counter(Counter)
        case gauge(Gauge)
        case read(@Sendable () -> Double)

        var kind: String {
            switch self {
            case .counter: "counter"
            case .gauge, .read: "gauge"
            }
        }
        var text: String {
            switch self {
            case .counter(let counter): "\(counter.value)"
            case .gauge(let gauge): spelled(gauge.value)
            case .read(let read): spelled(read())
            }
        }
    }
    private struct Family: Sendable {
        let help: String
        var series: [(labels: String, source: Source)]
    }

    private let families = Mutex<[String: Family]>([:])

    public init() {}

    /// The program's own.
    public static let standard = Metrics()

    public func counter(_ name: StaticString, _ help: StaticString, _ labels: Labels = [:]) -> Counter {
        precondition("\(name)".hasSuffix("_total"), "a counter's name ends with _total: \(name)")
        let source = series(name, help, labels) { .counter(Counter()) }
        guard case .counter(let counter) = source else { preconditionFailure("\(name) is a gauge elsewhere") }
        return counter
    }

    public func gauge(_ name: StaticString, _ help: StaticString, _ labels: Labels = [:]) -> Gauge {
        let source = series(name, help, labels) { .gauge(Gauge()) }
        guard case .gauge(let gauge) = source else { preconditionFailure("\(name) is something else elsewhere") }
        return gauge
    }

    /// A gauge that is read when somebody asks.
    public func gauge(
        _ name: StaticString, _ help: StaticString, _ labels: Labels = [:], read: @escaping @Sendable () -> Double
    ) {
        _ = series(name, help, labels) { .read(read) }
    }

    private func series(
        _ name: StaticString, _ help: StaticString, _ labels: Labels, _ make: () -> Source
    ) -> Source {
        let (name, labels) = ("\(name)", spelled(labels))
        precondition(name.hasPrefix("breeze_") && name.utf8.allSatisfy(isNameByte), "not a metric's name: \(name)")
        return families.withLock { families in
            var family = families[name] ?? Family(help: "\(help)", series: [])
            if let known = family.series.first(where: { $0.labels == labels }) { return known.source }
            let source = make()
            let isAlike = family.series.allSatisfy { $0.source.kind == source.kind }
            precondition(isAlike, "\(name) is counter and gauge at once")
            family.series.append((labels, source))
            families[name] = family
            return source
        }
    }

    /// The exposition format of Prometheus, version 0.0.4, by name.
    public var text: String {
        var text = ""
        // Outside the lock, since a gauge may call anything.
        for (name, family) in families.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            let help = family.help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(family.series.first?.source.kind ?? "untyped")\n"
            for series in family.series.sorted(by: { $0.labels < $1.labels }) {
                text += "\(name)\(series.labels) \(series.source.text)\n"
            }
        }
        return text
    }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
    default: false  // what else Prometheus may allow we do not use
    }
}

/// `{outcome="done",risk="low"}`, or nothing.
private func spelled(_ labels: Metrics.Labels) -> String {
    guard !labels.isEmpty else { return "" }
    let pairs = labels.map { name, value in
        let escaped = "\(value)".replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\(name)=\"\(escaped.replacing("\n", with: "\\n"))\""
    }
    return "{\(pairs.joined(separator: ","))}"
}

private func spelled(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    guard value.isFinite else { return value > 0 ? "+Inf" : "-Inf" }
    return Int(exactly: value).map(String.init) ?? "\(value)"
}
