// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A number that only grows: `breeze_samples_received_total`.
public final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    public func add(_ more: Int = 1) { count.wrappingAdd(max(0, more), ordering: .relaxed) }
    /// Follows a count that is kept elsewhere.
    public func raise(to value: Int) { count.max(value, ordering: .relaxed) }
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

/// Everything that a program counts, for Prometheus to read.
///
/// Asking twice for one name and labels gives the same counter. Labels are constant words: nothing that a stranger
/// writes can make a new series.
public final class Metrics: Sendable {
    public typealias Labels = KeyValuePairs<StaticString, StaticString>

    enum Source: Sendable {
        case counter(Counter)
        case gauge(Gauge)
        case read(@Sendable () -> Double)
        case histogram(Histogram)
    }
    struct Family: Sendable {
        let help: String
        var series: [(labels: String, source: Source)]
    }

    private let families = Mutex<[String: Family]>([:])
    var snapshot: [String: Family] { families.withLock { $0 } }

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

    /// Of one name, all series have the same bounds.
    public func histogram(
        _ name: StaticString, _ help: StaticString, _ labels: Labels = [:], bounds: [Double] = Histogram.waits
    ) -> Histogram {
        let isNamed = ["_seconds", "_bytes"].contains { "\(name)".hasSuffix($0) }
        precondition(isNamed, "a histogram's name ends with its unit: \(name)")
        let source = series(name, help, labels) { .histogram(Histogram(bounds)) }
        guard case .histogram(let histogram) = source, histogram.bounds == bounds else {
            preconditionFailure("\(name) is something else elsewhere, or has other bounds")
        }
        return histogram
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
            precondition(isAlike, "\(name) is of two kinds at once")
            family.series.append((labels, source))
            families[name] = family
            return source
        }
    }
}
