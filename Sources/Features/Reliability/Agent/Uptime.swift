// SPDX-License-Identifier: Apache-2.0

import Files
import Shapes

/// Since when this system runs: the kernel, or the container, whose first process started later than the kernel.
struct Uptime: Equatable {
    let bootedAt: Instant
    let seconds: Int

    init?(root: String, ticksPerSecond: Int, now: Instant) {
        func words(_ path: String) -> [Substring] {
            guard let bytes = try? contents(of: root + path, limit: 1 << 20) else { return [] }
            return String(repairing: bytes, limit: 1 << 20).split { $0 == " " || $0 == "\n" }
        }
        let stat = words("proc/stat")
        guard let label = stat.firstIndex(of: "btime"), stat.indices.contains(label + 1),
            let kernel = Int(stat[label + 1]), (0..<1 << 40).contains(kernel)
        else { return nil }
        // The start of the first process is the twenty-second field; its name, the second, may hold anything.
        let first = words("proc/1/stat")
        let name = first.lastIndex { $0.hasSuffix(")") } ?? 1
        let place = name + 20
        let ticks = first.indices.contains(place) ? Int(first[place]) ?? 0 : 0
        let started = (0..<1 << 50).contains(ticks) ? ticks / max(1, ticksPerSecond) : 0
        bootedAt = Instant(milliseconds: (kernel + started) * 1000)
        seconds = max(0, (now.milliseconds - bootedAt.milliseconds) / 1000)
    }
}
