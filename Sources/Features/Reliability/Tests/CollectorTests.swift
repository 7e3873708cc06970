// SPDX-License-Identifier: Apache-2.0

import Files
import Foundation
import JSON
import Programs
import ReliabilityWire
import Shapes
import Synchronization
import Testing

@testable import ReliabilityAgent

@Suite struct CollectorTests {
    static let now = Instant("2026-11-21T18:30:00Z") ?? Instant(milliseconds: 0)

    /// A machine of files, whose journalctl answers what the test says.
    final class World: Sendable {
        let root: String
        let state: String
        let asked = Mutex<[[String]]>([])
        let answer = Mutex<[UInt8]?>([])

        init(journal: String? = "var/log/journal", container: String? = "systemd-nspawn") throws {
            root = NSTemporaryDirectory() + "/breeze-reliability-\(UUID())/"
            state = root + "state"
            let id = "a8a72ecfe623491785ce756b96bd27ae"
            var files = [
                "etc/machine-id": id, "usr/bin/journalctl": "", "state/.keep": "",
                "proc/sys/kernel/random/boot_id": "71961748-1540-4a29-a828-722b621b7e5b",
                "proc/stat": "cpu 1\nbtime 1795284087\n",
                "proc/1/stat": "1 (systemd) S 0 1 1 0 -1 4194560 2777 11948 3 6 11 4 9 9 20 0 1 0 91983 2 2 0",
            ]
            files["run/systemd/container"] = container
            if let journal { files["\(journal)/\(id)/system.journal"] = "LPKSHHRH" }
            for (path, text) in files {
                let url = URL(filePath: root + path)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: url)
            }
        }
        deinit { try? FileManager.default.removeItem(atPath: root) }

        func collector() -> ReliabilityCollector {
            ReliabilityCollector(root: root, state: state) { [self] _, arguments in
                asked.withLock { $0.append(arguments) }
                if arguments.contains("--list-boots") { return try Fixture.bytes("boots.txt") }
                if arguments.contains("--boot=\(Fixture.boots[0])") { return try Fixture.bytes("rebooted.jsonl") }
                if arguments.contains("--boot=\(Fixture.boots[1])") { return try Fixture.bytes("power-cut.jsonl") }
                guard let bytes = answer.withLock({ $0 }) else { throw JournalUnread(ending: .exited(1)) }
                return bytes
            }
        }
        func say(_ bytes: [UInt8]?) { answer.withLock { $0 = bytes } }
        func write(_ text: String) throws {
            let file = root + "var/log/journal/a8a72ecfe623491785ce756b96bd27ae/system.journal"
            try Data(text.utf8).write(to: URL(filePath: file))
        }
        var lastQuery: [String] {
            asked.withLock {
                $0.last { !$0.contains("--list-boots") && !$0.contains { $0.hasPrefix("--boot=") } } ?? []
            }
        }
    }

    @Test("the first look tells of the machine, its boots and all that went wrong") func first() throws {
        let world = try World()
        world.say(try Fixture.bytes("services.jsonl"))
        var collector = world.collector()
        let sample = try #require(collector.collect(at: Self.now).first)
        #expect(sample.journal == .persistent)
        #expect(sample.container == "systemd-nspawn" && !sample.kernelMessages)
        #expect(sample.bootId == Fixture.boots[2])
        #expect(sample.bootedAt == Instant("2026-11-21T18:16:46Z"))
        #expect(sample.uptimeSeconds == 794)
        #expect(sample.boots.map(\.ending) == [.clean, .unclean, .running])
        #expect(sample.boots.last?.last == Self.now)
        #expect(sample.historyFrom == Instant("2026-11-21T18:15:09Z"))
        #expect(sample.lookedFrom == sample.historyFrom && sample.lookedTo == Self.now)
        #expect(sample.incidents.count == 14 && !sample.more && sample.unreadable == 0)
        #expect(world.lastQuery.contains("--since=@\((Self.now.milliseconds - 86_400_000) / 1000)"))
        #expect(!world.lastQuery.contains("_TRANSPORT=kernel"))
        let bytes = try JSON.encode(sample)
        #expect(try JSON.decode(ReliabilitySample.self, from: bytes) == sample)
    }

    @Test("a quiet journal is not even read, one without news is not told of, once a day all is told") func quiet()
        throws
    {
        let world = try World()
        var collector = world.collector()
        #expect(try collector.collect(at: Self.now).count == 1)
        let asked = world.asked.withLock(\.count)
        #expect(try collector.collect(at: Self.now + .seconds(20)) == [])
        #expect(world.asked.withLock(\.count) == asked)
        try world.write("more")
        #expect(try collector.collect(at: Self.now + .seconds(40)) == [])
        #expect(world.asked.withLock(\.count) == asked + 1)
        let daily = try collector.collect(at: Self.now + .seconds(86_400))
        #expect(daily.count == 1 && daily[0].lookedFrom == Self.now)
        #expect(try collector.collect(at: Self.now + .seconds(86_420)) == [])
    }

    @Test("after a restart it reads on from its place; if the place is lost, a day, with the same ids") func places()
        throws
    {
        let world = try World()
        world.say(try Fixture.bytes("services.jsonl"))
        var collector = world.collector()
        let first = try #require(collector.collect(at: Self.now).first)
        _ = try collector.collect(at: Self.now + .seconds(20))
        var restarted = world.collector()
        world.say([])
        let second = try #require(restarted.collect(at: Self.now + .seconds(60)).first)
        #expect(world.lastQuery.contains { $0.hasPrefix("--after-cursor=s=93e8171d8a1942ba80a7a8276ec1eee0;i=185;") })
        #expect(second.incidents == [] && second.lookedFrom == first.lookedTo)
        // The agent fell before it could write its place down: nothing is lost.
        try replace(world.state + "/reliability.json", with: Array("{}".utf8))
        world.say(try Fixture.bytes("services.jsonl"))
        var lost = world.collector()
        let third = try #require(lost.collect(at: Self.now + .seconds(80)).first)
        #expect(third.incidents.map(\.id) == first.incidents.map(\.id))
    }

    @Test("a place that the journal does not know costs one look") func unknownPlace() throws {
        let world = try World()
        world.say(try Fixture.bytes("services.jsonl"))
        var collector = world.collector()
        _ = try collector.collect(at: Self.now)
        try world.write("more")
        world.say(nil)
        #expect(throws: JournalUnread.self) { try collector.collect(at: Self.now + .seconds(20)) }
        world.say([])
        _ = try collector.collect(at: Self.now + .seconds(40))
        #expect(world.lastQuery.contains { $0.hasPrefix("--since=@") })
        try replace(
            world.state + "/reliability.json", with: Array(#"{"cursor":"--file=/etc/shadow","failed":[]}"#.utf8))
        #expect(Place(in: world.state).cursor == nil)
    }

    @Test("what is too much for one look comes with the next") func flood() throws {
        let world = try World(container: nil)
        let line = try #require(try Fixture.bytes("services.jsonl").split(separator: 10).first { $0.contains(0x31) })
        let flood = Array(repeating: Array(line) + [10], count: 600).flatMap(\.self)
        world.say(flood + Array("{\"MESS".utf8))
        var collector = world.collector()
        let sample = try #require(collector.collect(at: Self.now).first)
        #expect(sample.more && sample.lookedTo < Self.now)
        world.say([])
        #expect(try collector.collect(at: Self.now + .seconds(20)).isEmpty)
        #expect(world.lastQuery.contains("_TRANSPORT=kernel") && sample.kernelMessages)
    }

    @Test(
        "a machine without a journal, or with one that forgets, says so",
        arguments: [
            (nil, ReliabilitySample.Journal.absent), ("run/log/journal", .volatile), ("var/log/journal", .persistent),
        ] as [(String?, ReliabilitySample.Journal)])
    func journals(folder: String?, kind: ReliabilitySample.Journal) throws {
        let world = try World(journal: folder)
        var collector = world.collector()
        let sample = try #require(collector.collect(at: Self.now).first)
        #expect(sample.journal == kind)
        #expect(sample.uptimeSeconds == 794)
        #expect(try collector.collect(at: Self.now + .seconds(20)) == [])
    }

    @Test(
        "containers are known by their files",
        arguments: [
            ("run/systemd/container", "lxc\n", "lxc"), ("proc/1/environ", "A=b\0container=podman\0", "podman"),
            (".dockerenv", "", "docker"), ("run/.containerenv", "", "podman"),
        ])
    func containers(path: String, text: String, name: String) throws {
        let world = try World(container: nil)
        #expect(Machine(root: world.root).container == nil)
        try FileManager.default.createDirectory(
            atPath: world.root + "run/systemd", withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: world.root + path))
        #expect(Machine(root: world.root).container == name)
    }

    @Test("a cause that this program does not know weighs nothing") func newer() throws {
        #expect(
            try JSON.decode([Cause].self, from: Array(#"["killed","alien_abduction"]"#.utf8)) == [.killed, .unknown])
        #expect(Cause.unknown.area == nil)
    }

    @Test("a program's output is cut, its silence ended, its failure told") func programs() throws {
        #expect(try Journalctl.run("/bin/echo", ["a", "b"]) == Array("a b\n".utf8))
        let flood = try Journalctl.run("/usr/bin/yes", [])
        #expect(flood.count == 512 << 10)
        #expect(throws: JournalUnread(ending: .exited(1))) { try Journalctl.run("/bin/false", []) }
        #expect(throws: ProgramError.self) { try Journalctl.run("/nowhere/journalctl", []) }
    }
}
