// SPDX-License-Identifier: Apache-2.0

import Files
import MetricsWire

/// What one process has used: `/proc/<pid>/stat`.
struct ProcessCounters: Equatable {
    let name: ArraySlice<UInt8>
    /// In ticks, of all its threads.
    let cpu: Int
    /// In ticks after the kernel's start; with the pid, this says which process it is.
    let started: Int
    let residentPages: Int

    init?(stat: [UInt8]) {
        // The name may hold spaces and parentheses; whatever follows the last one is numbers.
        guard let open = stat.firstIndex(of: UInt8(ascii: "(")), let close = stat.lastIndex(of: UInt8(ascii: ")")),
            open < close
        else { return nil }
        let words = stat[(close + 1)...].words
        guard let user = words.number(at: 11), let system = words.number(at: 12), let started = words.number(at: 19),
            let pages = words.number(at: 21)
        else { return nil }
        (name, cpu) = (stat[(open + 1)..<close], user + system)
        (self.started, residentPages) = (started, pages)
    }
}

/// What a process had used at a look, kept for the next one.
struct ProcessMark: Equatable {
    let started: Int
    let cpu: Int
}

extension MetricsSample.Process {
    init(_ pid: Int, _ now: ProcessCounters, since before: ProcessMark?, seconds: Double?, page: Int, ticks: Int) {
        var percent: Double?
        if let before, let seconds, before.started == now.started, let spent = rise(from: before.cpu, to: now.cpu) {
            percent = rounded(100 * Double(spent) / Double(max(1, ticks)) / seconds)
        }
        self.init(
            pid: pid, name: String(repairing: now.name, limit: 200), cpuPercent: percent,
            residentBytes: Int(exactly: Double(now.residentPages) * Double(page)) ?? 0)
    }
}

extension [MetricsSample.Process] {
    /// The first few by CPU, then the first few by memory, none twice.
    func top(_ count: Int) -> [MetricsSample.Process] {
        let byCPU = filter { $0.cpuPercent ?? 0 > 0 }.sorted {
            ($0.cpuPercent ?? 0, $1.pid) > ($1.cpuPercent ?? 0, $0.pid)
        }.prefix(count)
        let byMemory = filter { $0.residentBytes > 0 }.sorted {
            ($0.residentBytes, $1.pid) > ($1.residentBytes, $0.pid)
        }.prefix(count)
        let known = Set(byCPU.map(\.pid))
        return byCPU + byMemory.filter { !known.contains($0.pid) }
    }
}
