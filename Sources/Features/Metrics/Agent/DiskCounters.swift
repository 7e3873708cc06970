// SPDX-License-Identifier: Apache-2.0

import MetricsWire

/// What a block device has done since boot: a line of `/proc/diskstats`.
struct DiskCounters: Equatable {
    let readSectors: Int
    let writtenSectors: Int
    let busyMilliseconds: Int

    /// By the kernel's number, as `254:0`, and by name, as `vda`, for file systems that have a number of their own.
    static func all(diskstats: [UInt8]) -> [String: DiskCounters] {
        var counters: [String: DiskCounters] = [:]
        for line in diskstats.lines.prefix(4096) {
            let words = line.words
            guard words.count >= 13, let read = words[5].number, let written = words[9].number,
                let busy = words[12].number
            else { continue }
            let device = DiskCounters(readSectors: read, writtenSectors: written, busyMilliseconds: busy)
            counters[String(decoding: words[0] + ":".utf8 + words[1], as: UTF8.self)] = device
            counters[String(decoding: words[2], as: UTF8.self)] = device
        }
        return counters
    }

    /// Those of the device that a file system lies on.
    static func of(_ mount: Mount, in counters: [String: DiskCounters]) -> DiskCounters? {
        counters[mount.number] ?? mount.device.split(separator: "/").last.flatMap { counters[String($0)] }
    }
}

extension MetricsSample.Disk {
    mutating func rate(_ now: DiskCounters, since before: DiskCounters, seconds: Double) {
        // The kernel's sector is 512 bytes, whatever the device's own.
        func bytes(_ before: Int, _ after: Int) -> Int? {
            rise(from: before, to: after).flatMap { Int(exactly: (Double($0) * 512 / seconds).rounded()) }
        }
        readBytesPerSecond = bytes(before.readSectors, now.readSectors)
        writtenBytesPerSecond = bytes(before.writtenSectors, now.writtenSectors)
        busyPercent = rise(from: before.busyMilliseconds, to: now.busyMilliseconds).map {
            rounded(min(100, Double($0) / seconds / 10))
        }
    }
}
