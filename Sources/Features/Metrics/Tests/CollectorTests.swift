// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import JSON
import MetricsWire
import Shapes
import Testing

@testable import MetricsAgent

@Suite struct CollectorTests {
    static let start = Instant(milliseconds: 1_795_285_400_000)

    /// A folder in which the machine can change between two looks.
    private func machine(_ body: (String) throws -> Void) throws {
        let root = "/tmp/breeze-metrics-\(getpid())-\(UInt32.random(in: 0...UInt32.max))/"
        defer { _ = unlink(String(root.dropLast())) }
        try show("host", at: root)
        try body(root)
    }
    private func show(_ fixture: String, at root: String) throws {
        unlink(String(root.dropLast()))
        #expect(symlink(Fixture.root(fixture), String(root.dropLast())) == 0)
    }
    private func looks(seconds: Int) throws -> (first: MetricsSample, second: MetricsSample) {
        var samples: [MetricsSample] = []
        try machine { root in
            var collector = MetricsCollector(root: root, space: Fixture.space)
            samples += collector.collect(at: Self.start)
            try show("later", at: root)
            samples += collector.collect(at: Self.start + .seconds(seconds))
        }
        return (samples[0], samples[1])
    }

    @Test("the first look tells levels, and no rates") func first() throws {
        let sample = try looks(seconds: 10).first
        #expect(sample.missing == [])
        #expect(sample.cpu == nil)
        #expect(sample.logicalCpus == 2)
        #expect(sample.memory?.totalBytes == 24_684_092 * 1024)
        #expect(sample.memory?.usedBytes == (24_684_092 - 24_045_492) * 1024)
        #expect(sample.memory?.swapTotalBytes == 0)
        #expect(sample.load == MetricsSample.Load(over1: 0.99, over5: 0.93, over15: 0.62))
        #expect(sample.pressure?.cpu == MetricsSample.Stall(avg10: 8.52, avg60: 8.35))
        #expect(sample.disks.map(\.readBytesPerSecond) == [nil])
        #expect(sample.interfaces.map(\.name).contains("eth0"))
        #expect(sample.interfaces.allSatisfy { $0.receivedBytesPerSecond == nil && $0.name != "lo" })
        #expect(sample.processes.map(\.name) == ["python3", "init", "systemd"])
        #expect(sample.processes.allSatisfy { $0.cpuPercent == nil })
        #expect(sample.processCount == 3)
        #expect(sample.bootedAt == Instant("2026-11-21T18:01:27Z"))
    }

    @Test("the second tells what was used in between") func second() throws {
        let sample = try looks(seconds: 10).second
        #expect(sample.cpu == MetricsSample.CPU(busy: 31.14, user: 22.74, system: 8.4, iowait: 0.05, steal: 0))
        let disk = try #require(sample.disks.first)
        #expect(disk.mountPoint == "/" && disk.device == "/dev/vda" && disk.fileSystem == "ext4")
        #expect(disk.readBytesPerSecond == 59_392)
        #expect(disk.writtenBytesPerSecond == 4_006_298)
        #expect(disk.busyPercent == 0.64)
        #expect(sample.processes.first?.name == "python3")
        #expect(sample.processes.first?.cpuPercent == 4.1)
        #expect(sample.processes.first?.residentBytes == 10_715 * 4096)
    }

    @Test("too soon and too late make no rates", arguments: [0, 301, -20]) func gaps(seconds: Int) throws {
        let sample = try looks(seconds: seconds).second
        #expect(sample.cpu == nil)
        #expect(sample.disks.first?.busyPercent == nil)
        #expect(sample.interfaces.allSatisfy { $0.sentBytesPerSecond == nil })
        #expect(sample.processes.allSatisfy { $0.cpuPercent == nil })
        #expect(sample.missing == [])
    }

    @Test("a container counts its own uptime, and its root as its disk") func container() throws {
        var collector = MetricsCollector(root: Fixture.root("machine"), space: Fixture.space)
        let sample = try #require(collector.collect(at: Self.start).first)
        #expect(sample.uptimeSeconds == 1173 - 919)
        #expect(sample.disks.map(\.mountPoint) == ["/"])
        #expect(sample.disks.map(\.fileSystem) == ["overlay"])
        #expect(sample.interfaces.map(\.name) == ["host0"])
    }

    @Test("what cannot be read is named, and costs nothing else") func missing() throws {
        var collector = MetricsCollector(root: "/nowhere/", space: { _ in nil })
        let empty = try #require(collector.collect(at: Self.start).first)
        #expect(
            empty.missing == [
                "cpu", "memory", "load", "pressure.cpu", "pressure.memory", "pressure.io", "disks", "interfaces",
                "boot", "processes",
            ])
        #expect(empty.pressure == nil && empty.disks == [] && empty.processes == [])
        var blind = MetricsCollector(root: Fixture.root("host"), space: { _ in nil })
        let sample = try #require(blind.collect(at: Self.start).first)
        #expect(sample.missing == ["disk:/"])
        #expect(sample.disks.count == 1 && sample.disks[0].totalBytes == nil)
        #expect(sample.memory != nil)
    }

    @Test("a sample survives the wire") func wire() throws {
        let sample = try looks(seconds: 10).second
        let bytes = try JSON.encode(sample)
        #expect(bytes.count < 4000)
        #expect(try JSON.decode(MetricsSample.self, from: bytes) == sample)
        #expect(try JSON(parsing: bytes)["disks"] != nil)
        #expect(String(decoding: bytes, as: UTF8.self).contains("\"busy_percent\":31.14"))
    }

    @Test("this very machine can be looked at") func here() throws {
        var collector = MetricsCollector()
        let now = Instant(milliseconds: Int(time(nil)) * 1000)
        let first = try #require(collector.collect(at: now).first)
        let second = try #require(collector.collect(at: now + .seconds(60)).first)
        #expect(first.memory != nil && first.load != nil && first.uptimeSeconds != nil)
        #expect(first.processes.count <= 10 && second.processes.count <= 10)
        #expect(second.disks.allSatisfy { $0.totalBytes ?? 0 >= $0.availableBytes ?? 0 })
    }
}
