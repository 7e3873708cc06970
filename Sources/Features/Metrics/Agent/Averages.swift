// SPDX-License-Identifier: Apache-2.0

import MetricsWire

extension MetricsSample.Load {
    /// From `/proc/loadavg`.
    init?(loadavg: [UInt8]) {
        let words = loadavg.lines.first?.words ?? []
        guard words.count >= 3, let over1 = words[0].decimal, let over5 = words[1].decimal,
            let over15 = words[2].decimal
        else { return nil }
        self.init(over1: over1, over5: over5, over15: over15)
    }
}

extension MetricsSample.Stall {
    /// From the line `some avg10=0.86 avg60=3.44 …` of a file in `/proc/pressure`.
    init?(pressure: [UInt8]) {
        guard let line = pressure.lines.first(where: { $0.starts(with: "some ") }) else { return nil }
        let words = line.words
        func average(_ name: StaticString) -> Double? {
            words.first { $0.starts(with: name) }?.dropFirst(name.utf8CodeUnitCount).decimal
        }
        guard let avg10 = average("avg10="), let avg60 = average("avg60=") else { return nil }
        self.init(avg10: avg10, avg60: avg60)
    }
}
