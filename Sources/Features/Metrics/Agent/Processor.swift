// SPDX-License-Identifier: Apache-2.0

import MetricsWire

/// Where the time of all CPUs has gone since boot, in ticks: the first line of `/proc/stat`.
struct Processor: Equatable {
    /// user, nice, system, idle, iowait, irq, softirq, steal; guests are in user already.
    private let ticks: [Int]

    init?(stat: [UInt8]) {
        guard let line = stat.lines.first(where: { $0.starts(with: "cpu ") }) else { return nil }
        let counts = line.words.dropFirst().prefix(8).map(\.number)
        ticks = counts.compactMap(\.self)
        guard ticks.count == 8 else { return nil }
    }

    /// Those that are switched on.
    static func number(stat: [UInt8]) -> Int? {
        let number = stat.lines.count { $0.starts(with: "cpu") && $0.dropFirst(3).words.first?.number != nil }
        // "cpu 1 2 3" is the sum of all; its first word after "cpu" is a count too.
        return number > 1 ? number - 1 : nil
    }

    func use(since before: Processor) -> MetricsSample.CPU? {
        // Some kernels let idle, iowait and steal fall back by a little: that is no time at all. Where the work itself
        // falls, the counters began anew.
        let spent = zip(before.ticks, ticks).map { max(0, $1 - $0) }
        let all = spent.reduce(0, +)
        guard all > 0, ticks[0] >= before.ticks[0], ticks[2] >= before.ticks[2] else { return nil }
        func percent(_ places: Int...) -> Double {
            rounded(100 * Double(places.reduce(0) { $0 + spent[$1] }) / Double(all))
        }
        return MetricsSample.CPU(
            busy: percent(0, 1, 2, 5, 6, 7), user: percent(0, 1), system: percent(2, 5, 6), iowait: percent(4),
            steal: percent(7))
    }
}
