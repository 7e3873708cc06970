// SPDX-License-Identifier: Apache-2.0

import MetricsWire

extension MetricsSample.Memory {
    /// From `/proc/meminfo`.
    init?(meminfo: [UInt8]) {
        let lines = meminfo.lines
        func bytes(_ name: StaticString) -> Int? {
            guard let line = lines.first(where: { $0.starts(with: name) }), let kilobytes = line.words.number(at: 1),
                kilobytes < 1 << 50
            else { return nil }
            return kilobytes * 1024
        }
        guard let total = bytes("MemTotal:") else { return nil }
        let available = bytes("MemAvailable:")
        let swapTotal = bytes("SwapTotal:")
        let swapFree = bytes("SwapFree:")
        self.init(
            total: total, used: available.flatMap { rise(from: $0, to: total) }, available: available,
            swapTotal: swapTotal,
            swapUsed: swapTotal.flatMap { total in swapFree.flatMap { rise(from: $0, to: total) } })
    }
}
