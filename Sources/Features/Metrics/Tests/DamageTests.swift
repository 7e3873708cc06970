// SPDX-License-Identifier: Apache-2.0

import MetricsWire
import Rehearsal
import Testing

@testable import MetricsAgent

/// Whatever a kernel, a container's imitation of one, or a broken disk may say: no parser falls over it.
@Suite struct DamageTests {
    static let tables = [
        "stat", "meminfo", "loadavg", "uptime", "diskstats", "pressure/cpu", "net/dev", "self/mountinfo", "1/stat",
    ]

    /// Reads the bytes as the table that they were, and works out what there is to work out.
    private func read(_ bytes: [UInt8], as table: String, after whole: [UInt8]) {
        switch table {
        case "stat":
            if let before = Processor(stat: whole), let now = Processor(stat: bytes) { _ = now.use(since: before) }
            _ = Processor.number(stat: bytes)
            _ = Boot(stat: bytes, uptime: Array("1.5 1".utf8), first: bytes, ticksPerSecond: 100)
        case "meminfo": _ = MetricsSample.Memory(meminfo: bytes)
        case "loadavg": _ = MetricsSample.Load(loadavg: bytes)
        case "pressure/cpu": _ = MetricsSample.Stall(pressure: bytes)
        case "uptime", "1/stat": readProcess(bytes)
        case "diskstats":
            var disk = MetricsSample.Disk(mountPoint: "/", device: "/dev/vda", fileSystem: "ext4")
            if let now = DiskCounters.all(diskstats: bytes)["vda"],
                let before = DiskCounters.all(diskstats: whole)["vda"]
            {
                disk.rate(now, since: before, seconds: 1)
            }
        case "self/mountinfo":
            for mount in Mount.all(mountinfo: bytes, limit: 32) { #expect(mount.point.utf8.count <= 200) }
        case "net/dev":
            let before = InterfaceCounters.all(dev: whole, limit: 32)
            for now in InterfaceCounters.all(dev: bytes, limit: 32) {
                _ = MetricsSample.Interface(now, since: before.first { $0.name == now.name }, seconds: 1)
            }
        default: Issue.record("no reader for \(table)")
        }
    }

    private func readProcess(_ bytes: [UInt8]) {
        _ = Boot(stat: Array("btime 1795284087".utf8), uptime: bytes, first: bytes, ticksPerSecond: 100)
        guard let now = ProcessCounters(stat: bytes) else { return }
        let mark = ProcessMark(started: now.started, cpu: 0)
        _ = MetricsSample.Process(1, now, since: mark, seconds: 1, page: 65_536, ticks: 100)
    }

    @Test("every table may end anywhere", arguments: tables) func truncations(table: String) throws {
        for machine in ["host", "machine"] {
            let whole = try Fixture.bytes(machine, table)
            for end in 0...whole.count { read(Array(whole.prefix(end)), as: table, after: whole) }
        }
    }

    @Test("every bit may be wrong", arguments: tables) func flips(table: String) throws {
        let whole = try Fixture.bytes("host", table)
        var dice = Dice(seed: 42)
        for _ in 0..<2000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &dice) {
                bytes[Int.random(in: bytes.indices, using: &dice)] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            }
            read(bytes, as: table, after: whole)
        }
    }

    @Test("numbers at the edge of what a word holds") func edges() {
        for number in ["9223372036854775807", "18446744073709551615", "1152921504606846976", "-1", "1e9", "0x10", ""] {
            let line = "cpu  " + Array(repeating: number, count: 30).joined(separator: " ") + "\n"
            let table = line + "btime \(number)\neth0: \(line.dropFirst(4))\n1 (x) S \(line.dropFirst(4))"
            for name in Self.tables { read(Array(table.utf8), as: name, after: Array(table.utf8)) }
        }
        let space = Space(blockBytes: .max, blocks: .max, free: 0, available: .max, inodes: .max, inodesFree: 0)
        var disk = MetricsSample.Disk(mountPoint: "/", device: "", fileSystem: "")
        disk.fill(space)
        #expect(disk.totalBytes == nil)
    }
}
