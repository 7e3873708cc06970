// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import Foundation
import GateKit
import Postgres
import Rehearsal
import ServerKit
import Shapes
import Synchronization
import Testing
import Vocabulary

/// What readers of the log may rely on: whoever has read up to a position has missed nothing, whatever writers do.
@Suite(.freshDatabase(Migration.platform.map { ($0.name, $0.sql) } + [founding]), .serialized, .timeLimit(.minutes(3)))
struct SequencerTests {
    private var database: Database { get throws { try ThrowawayDatabase.current.database } }

    @Test("a long transaction beside many short ones, and two sequencers: each reader sees all, once, in order")
    func order() async throws {
        let (database, writers, each) = (try database, 8, 25)
        let all = Set((0..<writers).flatMap { writer in (0..<each).map { "\(writer).\($0)" } } + ["long"])
        let mayEnd = Flag()
        let seen = try await withThrowingTaskGroup(of: [String].self) { group in
            // Its event is numbered in the outbox before all others, and committed after them.
            group.addTask {
                try await database.transaction(in: .nobody) { session in
                    try await session.emit(Happened("long"), .here)
                    while !mayEnd.isSet { try await session.run("select pg_sleep(0.01)") }
                }
                return []
            }
            for writer in 0..<writers {
                group.addTask {
                    for number in 0..<each {
                        try await database.transaction(in: .nobody) { session in
                            try await session.emit(Happened("\(writer).\(number)"), .here)
                            if number.isMultiple(of: 3) { await Task.yield() }
                        }
                    }
                    return []
                }
            }
            let sequencers = (0..<2).map { _ in Sequencer(database, every: .milliseconds(20)) }
            for sequencer in sequencers {
                group.addTask {
                    try await sequencer.run()
                    return []
                }
            }
            for _ in 0..<2 {
                group.addTask {
                    try await Self.read(database, upTo: all.count) { if $0 == writers * each { mayEnd.set() } }
                }
            }
            var readers: [[String]] = []
            while readers.count < 2, let ended = try await group.next() { if !ended.isEmpty { readers.append(ended) } }
            group.cancelAll()
            return readers
        }
        for reader in seen {
            #expect(reader.count == all.count, "nothing twice")
            #expect(Set(reader) == all, "nothing missed")
            #expect(reader.last == "long", "it became visible last")
            for writer in 0..<writers {
                let own = reader.filter { $0.hasPrefix("\(writer).") }
                #expect(own == (0..<each).map { "\(writer).\($0)" })
            }
        }
    }

    /// As a subscriber does: only what lies past the last position that it has seen.
    private static func read(
        _ database: Database, upTo count: Int, _ progress: (Int) -> Void
    ) async throws -> [String] {
        var (cursor, summaries): (Int, [String]) = (0, [])
        while summaries.count < count {
            let rows = try await database.reading(in: .nobody).rows(
                "select pos, summary from house.event where pos > \(cursor) and type = 'test.happened' order by pos")
            for row in rows {
                let pos: Int = try row("pos")
                #expect(pos > cursor)
                cursor = pos
                summaries.append(try row("summary"))
            }
            if !rows.isEmpty { progress(summaries.count) }
            try Task.checkCancellation()
        }
        return summaries
    }

    @Test("a sequencer that is killed half-way loses nothing and repeats nothing") func killed() async throws {
        let database = try database
        try await database.transaction(in: .nobody) { session in
            for number in 0..<5 { try await session.emit(Later("\(number)"), .here) }
        }
        await #expect(throws: PostgresError.connectionLost) {
            try await database.transaction(in: .nobody) { session in
                let moved: Int? = try await session.one("select house.sequence_events(1000) as moved")?("moved")
                #expect((moved ?? 0) >= 5)
                try await session.run("select pg_terminate_backend(pg_backend_pid())")
            }
        }
        try await eventually(Sequencer(database), sees: 5, of: Later.type)
        let summaries: [String] = try await database.reading(in: .nobody).rows(
            "select summary from house.event where type = 'test.later' order by pos"
        ).map { try $0("summary") }
        #expect(summaries == (0..<5).map { "\($0)" })
    }

    /// Another test's sequencer may be at it, and then ours leaves it to that.
    private func eventually(_ sequencer: Sequencer, sees count: Int, of type: String) async throws {
        while true {  // until the time limit of the suite
            _ = try await sequencer.move()
            let seen: Int? = try await database.reading(in: .nobody).one(
                "select count(*) as count from house.event where type = \(type)")?("count")
            if seen == count { return }
            try Task.checkCancellation()
        }
    }

    @Test("an event wakes the sequencer by its commit, and not by its transaction") func nudged() async throws {
        let database = try database
        // One that looks by itself once an hour.
        try await withThrowingTaskGroup { group in
            group.addTask { try await Sequencer(database, every: .seconds(3600)).run() }
            var heard = database.listen(Channel.events).makeAsyncIterator()
            await heard.next()
            await #expect(throws: CancellationError.self) {
                try await database.transaction(in: .nobody) { session in
                    try await session.emit(Nudging("undone"), .here)
                    throw CancellationError()
                }
            }
            try await database.transaction(in: .nobody) { try await $0.emit(Nudging("done"), .here) }
            while true {  // until the time limit of the suite
                let summaries: [String] = try await database.reading(in: .nobody).rows(
                    "select summary from house.event where type = 'test.nudging'"
                ).map { try $0("summary") }
                if summaries == ["done"] { break }
                #expect(summaries.isEmpty)
                try Task.checkCancellation()
            }
            group.cancelAll()
        }
    }
}

private final class Flag: Sendable {
    private let value = Atomic<Bool>(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}

private let organization = "01938000-0000-7000-8000-000000000001"
private let founding = (
    "test_1_founding",
    """
    set local role breeze_system;
    insert into house.partner values ('\(organization)', 'Provider', now());
    insert into house.organization (org_id, partner_id, name, kind, created_at)
    values ('\(organization)', '\(organization)', 'Provider', 'internal', now());
    reset role;
    select house.keep_partitions(now());
    """
)

extension Context {
    fileprivate static let nobody = Context(role: "breeze_system", settings: [:])
}

extension Origin {
    fileprivate static var here: Origin {
        get throws {
            let now = Instant(milliseconds: Int(time(nil)) * 1000)
            guard let owner = OrganizationID(organization), let partner = PartnerID(organization) else {
                throw CancellationError()
            }
            return Origin(
                owner, partner, occurredAt: now, recordedAt: now, correlation: "test",
                ids: IDs { .random(in: 0 ... .max) })
        }
    }
}

private struct Happened: Event {
    static let (type, category) = ("test.happened", Category.system)
    static let meaning = "Only in tests."
    static var example: Happened { Happened("") }
    let summary: String
    var severity: Severity { .info }
    init(_ summary: String) { self.summary = summary }
}
private struct Later: Event {
    static let (type, category) = ("test.later", Category.system)
    static let meaning = "Only in tests."
    static var example: Later { Later("") }
    let summary: String
    var severity: Severity { .info }
    init(_ summary: String) { self.summary = summary }
}
private struct Nudging: Event {
    static let (type, category) = ("test.nudging", Category.system)
    static let meaning = "Only in tests."
    static var example: Nudging { Nudging("") }
    let summary: String
    var severity: Severity { .info }
    init(_ summary: String) { self.summary = summary }
}
