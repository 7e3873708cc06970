// SPDX-License-Identifier: Apache-2.0
import Postgres
import Rehearsal
import Testing

struct Stumble: Error, Equatable {}

/// Transactions: all or nothing, and a connection that comes back clean.
@Suite(.freshDatabase(schema), .timeLimit(.minutes(3))) struct SessionTests {
    private var database: Database { get throws { try ThrowawayDatabase.current.database } }

    /// A counter of one's own.
    private func tally(_ name: String) async throws -> Int? {
        try await database.reading(in: .system).one("select count from tally where name = \(name)")?("count")
    }
    private func begin(_ name: String) async throws {
        try await database.transaction(in: .system) { try await $0.run("insert into tally values (\(name), 0)") }
    }
    private func add(_ count: Int, to name: String) -> SQL {
        "update tally set count = count + \(count)::int where name = \(name)"
    }

    @Test("what the body did stays when it returns, and goes when it throws") func allOrNothing() async throws {
        try await begin("one")
        let touched = try await database.transaction(in: .ada) { try await $0.run(add(1, to: "one")) }
        #expect(touched == 1)
        await #expect(throws: Stumble()) {
            try await database.transaction(in: .ada) { session in
                try await session.run(add(10, to: "one"))
                throw Stumble()
            }
        }
        #expect(try await tally("one") == 1)
    }

    @Test("several statements go in one round trip, and after a failure the rest does not run") func all() async throws
    {
        try await begin("all")
        let rows = try await database.transaction(in: .ada) { session in
            try await session.all([
                add(1, to: "all"), "select count from tally where name = \("all")", add(1, to: "all"),
            ])
        }
        #expect(rows.map(\.count) == [0, 1, 0])
        #expect(try rows[1][0]("count") == 1)
        await #expect(throws: PostgresError.constraint(name: "tally_count_check", sqlstate: "23514")) {
            try await database.transaction(in: .ada) { session in
                try await session.all([add(-9, to: "all"), add(1, to: "all")])
            }
        }
        #expect(try await tally("all") == 2)
    }

    @Test("a nested part that fails is undone alone, at any depth") func nested() async throws {
        try await begin("nested")
        try await database.transaction(in: .ada) { session in
            try await session.run(add(1, to: "nested"))
            try await session.nested {
                try await session.run(add(10, to: "nested"))
                try? await session.nested {
                    try await session.run(add(100, to: "nested"))
                    try await session.run("select nonsense")
                }
            }
            try? await session.nested {
                try await session.run(add(1000, to: "nested"))
                throw Stumble()
            }
        }
        #expect(try await tally("nested") == 11)
    }

    @Test("a body that hides a failure does not commit") func hidden() async throws {
        try await begin("hidden")
        let error = await #expect(throws: PostgresError.self) {
            try await database.transaction(in: .ada) { session in
                try await session.run(add(1, to: "hidden"))
                _ = try? await session.run("select nonsense")
            }
        }
        #expect(error == .refused(sqlstate: "25P02", message: "a statement had failed, so it was rolled back"))
        #expect(try await tally("hidden") == 0)
    }

    @Test("a transaction sees its own organization, and its connection forgets it") func contexts() async throws {
        let database = try ThrowawayDatabase.current.opened()
        let question: SQL = "select distinct org from note order by org"
        for (context, org) in [(Context.ada, "ada"), (.bo, "bo"), (.ada, "ada")] {
            let orgs = try await database.transaction(in: context) { try await $0.rows(question) }
            #expect(try orgs.map { try $0("org") } == [org])
        }
        await #expect(
            throws: PostgresError.refused(
                sqlstate: "42501", message: "new row violates row-level security policy for table \"note\"")
        ) {
            try await database.transaction(in: .ada) {
                try await $0.run("insert into note (org, text) values ('bo', 'x')")
            }
        }
        await database.close()
    }

    @Test("constraints are told by name, and no value is") func constraints() async throws {
        await #expect(throws: PostgresError.constraint(name: "note_text_key", sqlstate: "23505")) {
            try await database.transaction(in: .ada) {
                try await $0.run("insert into note (org, text) values ('ada', 'ada1')")
            }
        }
        await #expect(throws: PostgresError.constraint(name: "text", sqlstate: "23502")) {
            try await database.transaction(in: .ada) { try await $0.run("insert into note (org) values ('ada')") }
        }
    }

    @Test("two that stand in each other's way: one of them may try again") func deadlock() async throws {
        let database = try ThrowawayDatabase.current.opened(leased: 2)
        try await begin("left")
        try await begin("right")
        let outcomes = await withTaskGroup(of: String.self) { group in
            for (first, second) in [("left", "right"), ("right", "left")] {
                group.addTask {
                    do {
                        try await database.transaction(in: .ada) { session in
                            try await session.run(add(1, to: first))
                            try await eventually { try await locked() }
                            try await session.run(add(1, to: second))
                        }
                        return "done"
                    } catch { return "\(error)" }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted()
        }
        #expect(outcomes == ["\(PostgresError.serialization)", "done"].sorted())
        #expect(try await tally("left") == 1)
        await database.close()
    }
    /// Both rows are taken.
    private func locked() async throws -> Bool {
        let database = try database
        return try await database.transaction(in: .system) { session in
            try await session.rows(
                "select 1 from tally where name in ('left', 'right') for update skip locked"
            ).isEmpty
        }
    }

    @Test("a cancelled transaction is given up at the server too, undone, and its connection is lent again")
    func cancelled() async throws {
        try await begin("cancelled")
        let database = try ThrowawayDatabase.current.opened()
        try await blocking(11, self.database) {
            let task = Task {
                try await database.transaction(in: .ada) { session in
                    try await session.run(add(1, to: "cancelled"))
                    try await session.run("set local lock_timeout = 0")
                    try await session.run("set local statement_timeout = 0")
                    try await session.run(patient(11))
                }
            }
            try await eventually { try await waiting(for: 11, self.database) == 1 }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            // The lock is still taken, so it was the cancellation that ended the wait.
            #expect(try await waiting(for: 11, self.database) == 0)
            let process: Int? = try await database.transaction(in: .ada) { session in
                try await session.one("select pg_backend_pid() as process")?("process")
            }
            #expect(process != nil)
        }
        #expect(try await tally("cancelled") == 0)
        let counts = await database.counts()
        #expect((counts.cancelled, counts.lost) == (1, 0))
        await database.close()
    }

    @Test("a transaction whose task is cancelled between two statements is undone") func cancelledBetween() async throws
    {
        try await begin("between")
        let (stream, reached) = AsyncStream.makeStream(of: Void.self)
        let database = try database
        let task = Task {
            try await database.transaction(in: .ada) { session in
                try await session.run(add(1, to: "between"))
                reached.yield()
                while !Task.isCancelled { await Task.yield() }
            }
        }
        for await _ in stream { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await tally("between") == 0)
    }

    @Test("cancelled while it waits for a connection, it leaves the queue") func cancelledWaiting() async throws {
        let database = try ThrowawayDatabase.current.opened()
        try await database.transaction(in: .ada) { session in
            try await session.run("select 1")
            let task = Task { try await database.transaction(in: .ada) { try await $0.run("select 1") } }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        #expect(try await database.transaction(in: .ada) { try await $0.run("select 1") } == 1)
        await database.close()
    }

    @Test("a stale plan fails its transaction once, and no other") func stale() async throws {
        let database = try ThrowawayDatabase.current.opened()
        try await self.database.transaction(in: .owner) { try await $0.run("create table swelling as select 1 as a") }
        try await self.database.transaction(in: .owner) { try await $0.run("grant select on swelling to breeze_org") }
        let question: @Sendable () async throws -> Row? = {
            try await database.transaction(in: .ada) { try await $0.one("select * from swelling") }
        }
        _ = try await question()
        try await self.database.transaction(in: .owner) { try await $0.run("alter table swelling add b int default 2") }
        await #expect(
            throws: PostgresError.refused(
                sqlstate: "0A000", message: "cached plan must not change result type")
        ) { try await question() }
        #expect(try await question()?("b") == 2)
        await database.close()
    }

    @Test("a hundred transactions, half of which fail, wear out no connection", .timeLimit(.minutes(3)))
    func wear() async throws {
        let database = try ThrowawayDatabase.current.opened()
        for number in 0..<100 {
            _ = try? await database.transaction(in: .ada) { session in
                try await session.run("select 1 / \(number % 2)::int")
            }
        }
        let counts = await database.counts()
        #expect((counts.opened, counts.lost) == (1, 0))
        await database.close()
    }
}
