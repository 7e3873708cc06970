// SPDX-License-Identifier: Apache-2.0
import Foundation
import Journal
@testable import Lifecycle
import Shapes
import Synchronization
import Testing

/// One after the other: signals belong to the whole process.
@Suite(.serialized) struct LifecycleTests {
    /// What happened, in order.
    final class Diary: Sendable {
        private let lines = Mutex<[String]>([])
        func write(_ line: String) { lines.withLock { $0.append(line) } }
        var text: [String] { lines.withLock { $0 } }
        var log: Log {
            Log(Sink(.plain, clock: { Instant(milliseconds: 0) }) { self.write(String($0.dropFirst(21).dropLast())) })
        }
    }

    struct Room: Service {
        let name: String
        let diary: Diary
        var opens: @Sendable () async throws -> Void = {}
        var works: @Sendable () async throws -> Void = { await rest() }

        func start() async throws {
            diary.write("\(name) starts")
            try await opens()
        }
        func run() async throws {
            defer { diary.write("\(name) ends") }
            try await works()
        }
    }

    @Test("services start in order and stop in reverse on a signal", arguments: [SIGTERM, SIGINT])
    func order(signal: Int32) async throws {
        let diary = Diary()
        let last: @Sendable () async throws -> Void = {
            kill(getpid(), signal)
            await rest()
        }
        try await House(
            [
                Room(name: "store", diary: diary), Room(name: "jobs", diary: diary),
                Room(name: "http", diary: diary, works: last),
            ],
            log: diary.log
        ).run()
        #expect(diary.text.filter { $0.contains("starts") } == ["store starts", "jobs starts", "http starts"])
        #expect(
            diary.text.suffix(6) == [
                "http ends", "down service=http", "jobs ends", "down service=jobs", "store ends", "down service=store",
            ])
    }

    @Test("one that falls takes the house down, in order, and is named")
    func falls() async {
        let diary = Diary()
        let rooms = [
            Room(name: "store", diary: diary), Room(name: "jobs", diary: diary, works: { throw Broken() }),
            Room(name: "http", diary: diary),
        ]
        let fall = await #expect(throws: House.Collapsed.self) { try await House(rooms, log: diary.log).run() }
        #expect(fall?.description == "jobs fell: the disk is gone")
        #expect(diary.text.last == "down service=store" && !diary.text.contains("http runs"))
    }

    @Test("one that ends early has fallen too") func early() async {
        let diary = Diary()
        let fall = await #expect(throws: House.Collapsed.self) {
            try await House([Room(name: "jobs", diary: diary, works: {})], log: diary.log).run()
        }
        #expect(fall?.description == "jobs fell: ended without being asked")
    }

    @Test("one that cannot start keeps the later ones from starting") func cannotStart() async {
        let diary = Diary()
        let rooms = [
            Room(name: "store", diary: diary), Room(name: "http", diary: diary, opens: { throw Broken() }),
            Room(name: "last", diary: diary),
        ]
        let fall = await #expect(throws: House.Collapsed.self) { try await House(rooms, log: diary.log).run() }
        #expect(fall?.description == "http fell: could not start: the disk is gone")
        #expect(!diary.text.contains("last starts") && diary.text.last == "down service=store")
    }

    @Test("one that does not stop is left behind at the deadline") func deadline() async throws {
        let (diary, ended) = (Diary(), Gate())
        let stuck: @Sendable () async throws -> Void = {
            kill(getpid(), SIGTERM)
            await ended.wait()
        }
        let house = House(
            [Room(name: "store", diary: diary), Room(name: "http", diary: diary, works: stuck)],
            draining: .milliseconds(1), log: diary.log,
            end: { code in
                diary.write("exit \(code)")
                ended.open()
            })
        try await house.run()
        #expect(diary.text.contains("exit 1"))
        #expect(diary.text.contains("ended at the deadline still_up=\"store, http\""))
    }

    @Test("a second signal ends it at once") func second() async throws {
        let (diary, ended) = (Diary(), Gate())
        let stuck: @Sendable () async throws -> Void = {
            kill(getpid(), SIGTERM)
            await rest()
            kill(getpid(), SIGINT)
            await ended.wait()
        }
        let house = House(
            [Room(name: "http", diary: diary, works: stuck)], draining: .seconds(600), log: diary.log,
            end: { code in
                diary.write("exit \(code)")
                ended.open()
            })
        try await house.run()
        #expect(diary.text.contains("exit 130"))
    }

    @Test("the same signal twice at once is one: it comes from a shell and from its group") func echo() async throws {
        let diary = Diary()
        let last: @Sendable () async throws -> Void = {
            kill(getpid(), SIGTERM)
            await rest()
            kill(getpid(), SIGTERM)
            // In a task that nobody cancels: after the house is down a signal would end the tests.
            await Task { try? await Task.sleep(for: .milliseconds(300)) }.value
        }
        let house = House(
            [Room(name: "http", diary: diary, works: last)], draining: .seconds(600), log: diary.log,
            end: { code in diary.write("exit \(code)") })
        try await house.run()
        #expect(!diary.text.contains { $0.hasPrefix("exit") } && diary.text.last == "down service=http")
    }

    @Test("an errand is run though nobody waits") func errands() async {
        let gate = Gate()
        errand("test") { gate.open() }
        await gate.wait()
    }

    struct Broken: Error, CustomStringConvertible { var description: String { "the disk is gone" } }
}

/// Until the task is cancelled.
private func rest() async {
    await Stop().wait()
}

/// Waits for somebody else, and for nothing less: cancelling does not help.
private final class Gate: Sendable {
    private let stop = Stop()
    func open() { stop.ring() }
    func wait() async { while !stop.isRung { await Task.yield() } }
}
