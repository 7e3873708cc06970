// SPDX-License-Identifier: Apache-2.0

import Shapes

/// When this system started: the kernel, or the container, whose first process started later than the kernel.
struct Boot {
    let at: Instant
    let uptimeSeconds: Int

    /// From `/proc/stat`, `/proc/uptime` and `/proc/1/stat`.
    init?(stat: [UInt8], uptime: [UInt8], first: [UInt8], ticksPerSecond: Int) {
        guard let line = stat.lines.first(where: { $0.starts(with: "btime ") }),
            let seconds = line.words.number(at: 1), seconds < 1 << 40,
            let up = uptime.lines.first?.words.first?.decimal, up < 0x1p40,
            let process = ProcessCounters(stat: first), process.started < 1 << 50
        else { return nil }
        let started = process.started / max(1, ticksPerSecond)
        at = Instant(milliseconds: (seconds + started) * 1000)
        // Where /proc/uptime is the container's own already (LXCFS), there is nothing to take off.
        uptimeSeconds = Int(up) >= started ? Int(up) - started : Int(up)
    }
}
