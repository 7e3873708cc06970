// SPDX-License-Identifier: Apache-2.0

import JSON
import ReliabilityWire
import Shapes
import Rehearsal
import Testing

@testable import ReliabilityAgent

@Suite struct IncidentReadingTests {
    private func read(_ fixture: String) throws -> IncidentReading {
        var reading = IncidentReading()
        for entry in try Fixture.entries(fixture) { reading.read(entry) }
        return reading
    }
    private func incidents(of unit: String) throws -> [Incident] {
        try read("services.jsonl").incidents.filter { $0.name == unit }
    }

    @Test(
        "a service that is killed, one that fails, one that hangs: each by its own name",
        arguments: [
            ("nginx.service", Cause.killed, nil as Int?, 11 as Int?), ("failing.service", .exitCode, 1, nil),
            ("flaky.service", .killed, nil, 11), ("crashloop.service", .killed, nil, 6),
            ("watched.service", .watchdog, nil, 6), ("stubborn.service", .stopTimeout, nil, 9),
            ("slowstart.service", .startTimeout, nil, nil), ("sleep", .coreDump, nil, 11),
        ])
    func causes(name: String, cause: Cause, status: Int?, signal: Int?) throws {
        let incident = try #require(incidents(of: name).first)
        #expect(incident.cause == cause)
        #expect(incident.exitStatus == status)
        #expect(incident.signal == signal)
    }

    @Test("each failure once, and nothing else") func counts() throws {
        let incidents = try read("services.jsonl").incidents
        let counts = Dictionary(grouping: incidents, by: \.name).mapValues(\.count)
        #expect(
            counts == [
                "nginx.service": 1, "failing.service": 2, "flaky.service": 1, "crashloop.service": 6,
                "watched.service": 1, "stubborn.service": 1, "slowstart.service": 1, "sleep": 1,
            ])
        #expect(Set(incidents.map(\.id)).count == incidents.count)
        #expect(incidents[1].detail == "nginx.service: Failed with result 'signal'.")
        #expect(incidents[1].at == Instant("2026-11-21T18:15:42.678Z"))
    }

    @Test("a start is told of if the unit had failed, and only then") func starts() throws {
        let reading = try read("services.jsonl")
        let counts = Dictionary(grouping: reading.starts, by: \.unit).mapValues(\.count)
        #expect(counts == ["nginx.service": 1, "flaky.service": 1, "crashloop.service": 4, "failing.service": 1])
        #expect(reading.failed.contains("failing.service") && !reading.failed.contains("nginx.service"))
    }

    @Test("who signs in, and who tries to, is no incident") func signIns() throws {
        #expect(try Fixture.entries("sign-ins.jsonl").count == 6)
        #expect(try read("sign-ins.jsonl").incidents == [])
    }

    private func entry(_ fields: [String: JSON]) throws -> JournalEntry {
        let id = "s=0;i=1;b=\(Fixture.boots[0]);m=1;t=1;x=1"
        let all = fields.merging(["__CURSOR": .string(id), "__REALTIME_TIMESTAMP": "1795284942678632"]) { a, _ in a }
        return try #require(JournalEntry(line: JSON.object(all).bytes[...]))
    }
    private func told(_ fields: [String: JSON]) throws -> [Incident] {
        var reading = IncidentReading()
        reading.read(try entry(fields))
        return reading.incidents
    }

    @Test("what anybody can write into a journal is not believed") func forgery() throws {
        let failed: JSON = "d9b373ed55a64feb8242e02dbe79a49c"
        let fields: [String: JSON] = ["MESSAGE_ID": failed, "UNIT": "ssh.service", "UNIT_RESULT": "signal"]
        #expect(try told(fields.merging(["_PID": "1"]) { a, _ in a }).count == 1)
        #expect(try told(fields.merging(["_PID": "4711"]) { a, _ in a }) == [])
        #expect(try told(fields) == [])
        let dumped: [String: JSON] = ["MESSAGE_ID": "fc2e22bc6ee647b6b90729ab34a250b1", "COREDUMP_COMM": "ssh"]
        #expect(try told(dumped.merging(["_SYSTEMD_UNIT": "user@1000.service"]) { a, _ in a }) == [])
        #expect(try told(dumped.merging(["_SYSTEMD_UNIT": "systemd-coredump@1.service"]) { a, _ in a }).count == 1)
        #expect(try told(["_TRANSPORT": "syslog", "MESSAGE": "Kernel panic - not syncing: ha"]) == [])
    }

    @Test("every string is cut and repaired") func bounds() throws {
        let long = String(repeating: "ä", count: 400)
        let bytes: JSON = .array([.integer(0x41), .integer(0xFF), .integer(0), .integer(999), .string("x")])
        let fields: [String: JSON] = [
            "_PID": "1", "MESSAGE_ID": "d9b373ed55a64feb8242e02dbe79a49c", "UNIT": .string(long), "MESSAGE": bytes,
        ]
        let incident = try #require(told(fields).first)
        #expect(incident.name.utf8.count == 300)
        #expect(incident.detail == "A\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}")
        #expect(incident.cause == .resources)
    }

    @Test(
        "the kernel's words",
        arguments: [
            ("Kernel panic - not syncing: Fatal exception", Cause.kernelPanic, "kernel", nil as Incident.Gravity?),
            ("Oops: 0002 [#1] PREEMPT SMP NOPTI", .kernelOops, "kernel", nil),
            ("Out of memory: Killed process 812 (postgres) total-vm:90kB", .outOfMemory, "postgres", nil),
            ("Memory cgroup out of memory: Killed process 9 (perl) total-vm:1kB", .outOfMemory, "perl", nil),
            ("INFO: task kworker/1:2:4711 blocked for more than 120 seconds.", .hungTask, "kworker/1", nil),
            ("watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [qemu:99]", .lockup, "CPU#3", nil),
            ("mce: [Hardware Error]: CPU 2: Machine Check: 0 Bank 8: 8c00004000010092", .machineCheck, "cpu", .error),
            ("EDAC MC0: 1 CE memory read error on CPU_SrcID#0", .memory, "MC0", .warning),
            ("EDAC MC1: 1 UE memory read error on CPU_SrcID#0", .memory, "MC1", .critical),
            ("I/O error, dev sda, sector 123456 op 0x0:(READ)", .disk, "sda", .error),
            ("blk_update_request: critical medium error, dev sdb, sector 9", .disk, "sdb", .critical),
            ("ata1.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen", .disk, "ata1.00", .error),
            ("nvme nvme0: I/O 22 QID 1 timeout, aborting", .disk, "nvme0", .warning),
            ("nvme nvme0: controller is down; will reset: CSTS=0xffffffff", .disk, "nvme0", .error),
            ("EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls", .fileSystem, "sda1", .error),
            ("EXT4-fs (sda1): Remounting filesystem read-only", .fileSystem, "sda1", .critical),
            ("CPU0: Core temperature above threshold, cpu clock throttled", .heat, "CPU0", .warning),
            ("thermal thermal_zone0: acpitz: critical temperature reached", .heat, "thermal", .critical),
        ])
    func kernel(text: String, cause: Cause, name: String, gravity: Incident.Gravity?) throws {
        let incident = try #require(told(["_TRANSPORT": "kernel", "MESSAGE": .string(text)]).first)
        #expect(incident.cause == cause && incident.gravity == gravity)
        #expect(incident.name == name)
    }

    @Test(
        "the kernel's everyday words are no incidents",
        arguments: [
            "EXT4-fs (sda1): mounted filesystem with ordered data mode",
            "ACPI BIOS Error (bug): Could not resolve symbol",
            "nginx[99]: segfault at 0 ip 0000 sp 0000 error 4 in nginx[1000+1000]", "WARNING: CPU: 1 PID: 1 at x.c:1",
            "",
        ])
    func everyday(text: String) throws {
        #expect(try told(["_TRANSPORT": "kernel", "MESSAGE": .string(text)]) == [])
    }

    @Test("a damaged journal costs what is damaged") func damage() throws {
        let whole = try Fixture.bytes("services.jsonl")
        let lines = whole.split(separator: UInt8(ascii: "\n"))
        let line = try #require(lines.first)
        for end in line.indices { #expect(JournalEntry(line: line[..<end]) == nil) }
        var dice = Dice(seed: 7)
        for _ in 0..<2000 {
            var line = Array(lines[Int.random(in: lines.indices, using: &dice)])
            line[Int.random(in: line.indices, using: &dice)] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            guard let entry = JournalEntry(line: line[...]) else { continue }
            var reading = IncidentReading()
            reading.read(entry)
            #expect(JournalEntry.isCursor(entry.cursor))
        }
    }
}
