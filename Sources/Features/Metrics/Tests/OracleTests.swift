// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import JSON
import MetricsWire
import Testing

@testable import MetricsAgent

private let oracles = getenv("BREEZE_ORACLES").map { String(cString: $0) + "/fixtures/jc/linux-proc/" }

/// Tables of other machines, and what the `jc` project reads in them.
@Suite(.enabled(if: oracles != nil, "not run: no oracle data"))
struct OracleTests {
    private func oracle(_ name: String) throws -> (table: [UInt8], read: JSON) {
        let folder = try #require(oracles)
        let json = try contents(of: folder + name + ".json", limit: 1 << 20)
        return (try contents(of: folder + name, limit: 1 << 20), try JSON(parsing: json))
    }
    private func number(_ json: JSON?, _ name: String) -> Int? {
        if case .integer(let value) = json?[name] { value } else { nil }
    }
    private func text(_ json: JSON?, _ name: String) -> String? {
        if case .string(let value) = json?[name] { value } else { nil }
    }
    private func list(_ json: JSON) -> [JSON] { if case .array(let elements) = json { elements } else { [] } }

    @Test("memory") func memory() throws {
        let (table, read) = try oracle("meminfo")
        let memory = try #require(MetricsSample.Memory(meminfo: table))
        #expect(memory.totalBytes == number(read, "MemTotal").map { $0 * 1024 })
        #expect(memory.availableBytes == number(read, "MemAvailable").map { $0 * 1024 })
        #expect(memory.swapTotalBytes == number(read, "SwapTotal").map { $0 * 1024 })
    }

    @Test("disks") func disks() throws {
        let (table, read) = try oracle("diskstats")
        let devices = DiskCounters.all(diskstats: table)
        #expect(!list(read).isEmpty)
        for device in list(read) {
            let counters = devices[try #require(text(device, "device"))]
            #expect(counters?.readSectors == number(device, "sectors_read"))
            #expect(counters?.writtenSectors == number(device, "sectors_written"))
            #expect(counters?.busyMilliseconds == number(device, "io_time_ms"))
        }
    }

    @Test("interfaces") func interfaces() throws {
        let (table, read) = try oracle("net_dev")
        let wanted = list(read).filter { text($0, "interface") != "lo" }
        let interfaces = InterfaceCounters.all(dev: table, limit: 32)
        #expect(interfaces.map(\.name) == wanted.compactMap { text($0, "interface") })
        for (interface, wanted) in zip(interfaces, wanted) {
            #expect(
                interface.received == ["r_bytes", "r_packets", "r_errs", "r_drop"].compactMap { number(wanted, $0) })
            #expect(interface.sent == ["t_bytes", "t_packets", "t_errs", "t_drop"].compactMap { number(wanted, $0) })
        }
    }

    @Test(
        "processes, however they call themselves",
        arguments: ["pid_stat", "pid_stat_hack", "pid_stat_w_space_and_nl_in_comm"])
    func processes(name: String) throws {
        let (table, read) = try oracle(name)
        let process = try #require(ProcessCounters(stat: table))
        #expect(String(repairing: process.name, limit: 200) == text(read, "comm"))
        #expect(process.started == number(read, "starttime"))
        #expect(process.residentPages == number(read, "rss"))
        #expect(process.cpu == (number(read, "utime") ?? 0) + (number(read, "stime") ?? 0))
    }

    @Test("mounts") func mounts() throws {
        let (table, read) = try oracle("pid_mountinfo")
        let wanted = list(read).filter { Mount.kept.contains(text($0, "fs_type") ?? "") && text($0, "root") == "/" }
        let mounts = Mount.all(mountinfo: table, limit: 32)
        #expect(!mounts.isEmpty)
        #expect(mounts.map(\.point) == wanted.compactMap { text($0, "mount_point") }.sorted())
        #expect(Set(mounts.map(\.device)) == Set(wanted.compactMap { text($0, "mount_source") }))
    }

    @Test("processors") func processors() throws {
        let (table, read) = try oracle("stat")
        #expect(Processor.number(stat: table) == 2)
        let idle = Array("cpu  0 0 0 0 0 0 0 0\n".utf8)
        let before = try #require(Processor(stat: idle))
        let use = try #require(Processor(stat: table)?.use(since: before))
        let all = try ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"].map { name in
            try #require(number(read["cpu"], name))
        }
        #expect(use.userPercent == rounded(100 * Double(all[0] + all[1]) / Double(all.reduce(0, +))))
    }
}
