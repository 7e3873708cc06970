// SPDX-License-Identifier: Apache-2.0

import MetricsWire
import Shapes
import Testing
import Vocabulary

@testable import MetricsServer

@Suite struct BoundsTests {
    @Test(
        "a share is put right by a point and dropped beyond it",
        arguments: [
            (50, 50), (0, 0), (100, 100), (100.4, 100), (-0.3, 0), (180, nil), (-5, nil), (.nan, nil), (.infinity, nil),
            (nil, nil),
        ] as [(Double?, Double?)])
    func shares(value: Double?, is kept: Double?) { #expect(percent(value) == kept) }

    @Test(
        "sizes are neither negative nor beyond an exbibyte",
        arguments: [(1, 1), (-1, nil), (.max, nil), (nil, nil)] as [(Int?, Int?)])
    func sizes(value: Int?, is kept: Int?) { #expect(bytes(value) == kept) }

    @Test(
        "what a column of four bytes cannot tell from nothing is nothing",
        arguments: [.leastNonzeroMagnitude, 1e-46, 1e-39] as [Double])
    func tiny(value: Double) {
        #expect(amount(value, upTo: 10) == 0 && percent(value) == 0)
    }

    @Test("names of control characters cannot make the processes longer than their column") func hostileNames() {
        let process = MetricsSample.Process(7, named: String(repeating: "\u{1}", count: 64), cpu: 1, resident: 1)
        #expect(Array(repeating: process, count: 10).column.map(\.count) ?? 0 < 1000)
    }

    @Test("a part of nothing, or more than all, is no share") func parts() {
        #expect(share(1, of: 4) == 25)
        #expect(share(0, of: 0) == nil)
        #expect(share(5, of: 4) == nil)
        #expect(share(nil, of: 4) == nil)
    }

    @Test("a disk is full when files can have no more, whatever root still may") func disk() {
        var disk = MetricsSample.Disk(mountPoint: "/", device: "/dev/sda1", fileSystem: "ext4")
        (disk.totalBytes, disk.usedBytes, disk.availableBytes) = (100, 95, 0)
        #expect(disk.usedPercent == 100)
        disk.usedBytes = -1
        #expect(disk.usedPercent == nil)
    }

    @Test("disks without a name, named twice, or too many are left out") func disks() {
        var sample = MetricsSample()
        sample.disks = ["/", "", "/", "/a\0b"].map { MetricsSample.Disk(mountPoint: $0, device: "d", fileSystem: "f") }
        #expect(sample.boundedDisks.map(\.mountPoint) == ["/", "/ab"])
        sample.disks = (0..<100).map { MetricsSample.Disk(mountPoint: "/\($0)", device: "d", fileSystem: "f") }
        #expect(sample.boundedDisks.count == 32)
    }

    @Test("processes come back from their column as they went in, ten at most") func processes() {
        let name = "\"q\" [x], \u{202E}é"
        let process = MetricsSample.Process(7, named: name, cpu: 12.34, resident: 4096)
        let back = [ProcessNow](column: Array(repeating: process, count: 50).column, from: .example)
        #expect(back.count == 10)
        #expect(back.first == ProcessNow(pid: 7, name: Untrusted(name, from: .example), cpu: 12.3, residentBytes: 4096))
        #expect([ProcessNow](column: nil, from: .example) == [])
        #expect([ProcessNow](column: "[[1]]", from: .example) == [])
    }
}

extension MetricsSample.Process {
    fileprivate init(_ pid: Int, named name: String, cpu: Double?, resident: Int) {
        self.init(pid: pid, name: name, cpuPercent: cpu, residentBytes: resident)
    }
}
