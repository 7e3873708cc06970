// SPDX-License-Identifier: Apache-2.0

import Files
import MetricsWire
import Testing

@testable import MetricsAgent

@Suite struct ParserTests {
    @Test("guests are in user already, and a counter that was set back is no use at all") func processor() throws {
        let before = try #require(Processor(stat: Array("cpu  100 0 100 700 100 0 0 0 50 0\n".utf8)))
        let after = try #require(Processor(stat: Array("cpu  150 0 120 770 99 5 5 51 99 0\n".utf8)))
        #expect(
            after.use(since: before)
                == MetricsSample.CPU(busy: 65.17, user: 24.88, system: 14.93, iowait: 0, steal: 25.37))
        let reset = try #require(Processor(stat: Array("cpu  1 0 1 1 1 0 0 0\n".utf8)))
        #expect(reset.use(since: before) == nil)
        #expect(before.use(since: before) == nil)
    }

    @Test("parts of a disk that are mounted elsewhere are no disks, names may hold spaces, no disk counts twice")
    func mounts() {
        let table = """
            1 0 8:1 / / rw - ext4 /dev/sda1 rw
            2 1 8:1 /var/lib/x /etc/hosts rw shared:4 - ext4 /dev/sda1 rw
            3 1 8:17 / /media/my\\040disk rw,nosuid shared:5 master:6 - vfat /dev/sdb1 rw
            4 1 0:50 /@home /home rw - btrfs /dev/sdc rw
            5 1 0:50 /@ /srv/all rw - btrfs /dev/sdc rw
            6 1 0:51 / /net rw - nfs4 nas:/export rw
            7 1 7:0 / /snap/core/1 ro - squashfs /dev/loop0 ro
            8 1 253:0 / /var rw - xfs /dev/mapper/vg-var rw
            9 1 0:52 / /merged rw - overlay overlay rw
            """
        #expect(
            Mount.all(mountinfo: Array(table.utf8), limit: 32).map(\.point) == ["/", "/home", "/media/my disk", "/var"])
        #expect(Mount.all(mountinfo: Array(table.utf8), limit: 2).count == 2)
    }

    @Test("a device is found by its number, or by its name where the file system has a number of its own")
    func devices() throws {
        let stats = DiskCounters.all(
            diskstats: Array("   8       0 sda 1 0 8 0 1 0 16 0 0 5 0\n 253 0 dm-0 1 0 80 0 1 0 160 0 0 50 0\n".utf8))
        let table = "8 1 253:0 / /var rw - xfs /dev/mapper/vg-var rw\n9 1 0:40 /@ / rw - btrfs /dev/sda rw\n"
        let mounts = Mount.all(mountinfo: Array(table.utf8), limit: 32)
        #expect(mounts.map { DiskCounters.of($0, in: stats)?.readSectors } == [8, 80])
    }

    @Test("the busiest interfaces are told of, with what passed since") func interfaces() throws {
        func table(_ bytes: Int) -> [UInt8] {
            let header = "Inter-| Receive | Transmit\n face |bytes packets|bytes\n"
            let quiet = (0..<40).map { "veth\($0): 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n" }.joined()
            return Array(
                "\(header)  lo: 9 9 0 0 0 0 0 0 9 9 0 0 0 0 0 0\n\(quiet)eth0:\(bytes) 9 1 2 0 0 0 0 90 9 3 4 0 0 0 0"
                    .utf8)
        }
        let before = InterfaceCounters.all(dev: table(6000), limit: 32)
        let after = InterfaceCounters.all(dev: table(12_000), limit: 32)
        #expect(before.count == 32 && before.first?.name == "eth0")
        let told = MetricsSample.Interface(after[0], since: before[0], seconds: 60)
        #expect(told.receivedBytesPerSecond == 100 && told.sentBytesPerSecond == 0 && told.receiveErrors == 0)
        #expect(MetricsSample.Interface(before[0], since: after[0], seconds: 60).receivedBytesPerSecond == nil)
    }

    @Test("a process may call itself anything") func names() throws {
        let tail = " S 1 1 1 0 -1 4194560 0 0 0 0 11 4 9 9 20 0 1 0 91983 20344832 2856 0"
        let odd = try #require(ProcessCounters(stat: Array("7 (a) b (c)\(tail)".utf8)))
        #expect(String(repairing: odd.name, limit: 200) == "a) b (c")
        #expect(odd.cpu == 15 && odd.started == 91983 && odd.residentPages == 2856)
        let broken = try #require(
            ProcessCounters(stat: Array("7 (".utf8) + [0xFF, 0x00, 0x41] + Array(")\(tail)".utf8)))
        #expect(String(repairing: broken.name, limit: 200) == "\u{FFFD}\u{FFFD}A")
    }

    @Test("a pid that was given to another process has used nothing yet") func reuse() throws {
        let now = try #require(
            ProcessCounters(stat: Array("7 (x) S 1 1 1 0 -1 0 0 0 0 0 60 0 9 9 20 0 1 0 500 2 1 0".utf8)))
        func told(_ started: Int) -> Double? {
            MetricsSample.Process(
                7, now, since: ProcessMark(started: started, cpu: 0), seconds: 60, page: 4096, ticks: 100
            ).cpuPercent
        }
        #expect(told(500) == 1)
        #expect(told(499) == nil)
    }

    @Test("five by CPU and five by memory, none twice") func top() {
        let all = (1...20).map {
            MetricsSample.Process(pid: $0, name: "p", cpuPercent: $0 <= 6 ? Double($0) : 0, residentBytes: $0 * 10)
        }
        #expect(all.top(5).map(\.pid) == [6, 5, 4, 3, 2, 20, 19, 18, 17, 16])
        #expect(Array(all.prefix(4)).top(5).map(\.pid) == [4, 3, 2, 1])
    }

    @Test(
        "a text is cut between characters, and repaired", arguments: [("ä", 1, ""), ("aä", 3, "aä"), ("abc", 2, "ab")])
    func cut(text: String, limit: Int, cut: String) {
        #expect(String(repairing: Array(text.utf8), limit: limit) == cut)
        #expect(String(repairing: [0xC3, 0x28, 0x00], limit: 10) == "\u{FFFD}(\u{FFFD}")
        #expect(String(repairing: [UInt8](repeating: 0xFF, count: 500), limit: 200).utf8.count == 198)
    }
}
