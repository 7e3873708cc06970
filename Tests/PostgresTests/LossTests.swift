// SPDX-License-Identifier: Apache-2.0
import Loops
import Postgres
import Rehearsal
import Testing

/// Connections that the server takes away: what only reads is asked once more, of a commit nobody pretends to know.
@Suite(.freshDatabase(schema), .serialized, .timeLimit(.minutes(3))) struct LossTests {
    private var database: Database { get throws { try ThrowawayDatabase.current.database } }

    /// Ends connections of a role to this database, as an administrator would.
    private func end(_ role: String, where condition: String = "true") throws {
        try ThrowawayCluster.get().byRoot(
            """
            select pg_terminate_backend(pid, 5000) from pg_stat_activity
            where datname = (select current_database()) and usename = '\(role)' and (\(condition))
            """, in: ThrowawayDatabase.current.name)
    }

    @Test("readings on a connection that goes are answered by the next") func readings() async throws {
        let database = try ThrowawayDatabase.current.opened(shared: 2)
        let reading = database.reading(in: .ada)
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<400 {
                group.addTask {
                    if number == 200 { try end("breeze_org") }
                    return try await reading.one("select \(number)::int as number")?("number") ?? -1
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(answers == Set(0..<400))
        await database.close()
    }

    @Test("a statement that ends its own connection is asked twice, and not for ever") func poison() async throws {
        let database = try ThrowawayDatabase.current.opened()
        await #expect(throws: PostgresError.connectionLost) {
            try await database.reading(in: .ada).one("select pg_terminate_backend(pg_backend_pid())")
        }
        let counts = await database.counts()
        #expect((counts.lost, counts.again) == (2, 1))
        #expect(try await database.reading(in: .ada).one("select 1::int as one")?("one") == 1)
        await database.close()
    }

    @Test("a server that owes an answer and says nothing is given up, for readings and for transactions")
    func silence() async throws {
        let database = try ThrowawayDatabase.current.opened(silence: .milliseconds(300))
        await #expect(throws: PostgresError.deadline) {
            try await database.reading(in: .ada).one("select pg_sleep(600)")
        }
        await #expect(throws: PostgresError.deadline) {
            try await database.transaction(in: .ada) { try await $0.run("select pg_sleep(600)") }
        }
        #expect(try await database.reading(in: .ada).one("select 1::int as one")?("one") == 1)
        try end("breeze_org", where: "query like '%pg_sleep%'")
        await database.close()
    }

    @Test("a transaction whose connection goes is lost as a whole, and the next one works") func transactions()
        async throws
    {
        let database = try ThrowawayDatabase.current.opened()
        await #expect(throws: PostgresError.connectionLost) {
            try await database.transaction(in: .ada) { session in
                try await session.run("update tally set count = count + 1 where name = 'a'")
                let process: Int? = try await session.one("select pg_backend_pid() as process")?("process")
                try end("breeze_org", where: "pid = \(process ?? 0)")
                try await session.run("update tally set count = count + 1 where name = 'a'")
            }
        }
        let count: Int? = try await database.transaction(in: .ada) { session in
            try await session.one("select count from tally where name = 'a'")?("count")
        }
        #expect(count == 0)
        await database.close()
    }

    @Test("a commit whose answer never comes has an unknown outcome") func commits() async throws {
        let database = try ThrowawayDatabase.current.opened()
        for sql: SQL in [
            "create table slow (number int)",
            """
            create function wait_at_commit() returns trigger language plpgsql as
            'begin perform pg_advisory_xact_lock_shared(21); return null; end'
            """,
            """
            create constraint trigger late after insert on slow deferrable initially deferred
            for each row execute function wait_at_commit()
            """,
            "grant select, insert on slow to breeze_org, breeze_system",
        ] { try await self.database.transaction(in: .owner) { try await $0.run(sql) } }
        try await blocking(21, self.database) {
            let task = Task {
                try await database.transaction(in: .ada) { try await $0.run("insert into slow values (1)") }
            }
            try await eventually { try await waiting(for: 21, self.database) == 1 }
            try end("breeze_org", where: "wait_event_type = 'Lock'")
            await #expect(throws: PostgresError.outcomeUnknown) { try await task.value }
        }
        await database.close()
    }

    @Test("a server that is not there is not reachable, and readings wait no longer than their patience") func absence()
        async throws
    {
        let database = Database(
            Plan(
                at: "host=/nowhere dbname=nothing", [.init("breeze_org", shared: 1, leased: 1)],
                patience: .milliseconds(100)), on: [ThrowawayDatabase.loop])
        #expect(await database.isReachable() == false)
        await #expect(throws: PostgresError.deadline) { try await database.reading(in: .ada).one("select 1") }
        await #expect(throws: PostgresError.deadline) {
            try await database.transaction(in: .ada) { try await $0.run("select 1") }
        }
        await database.close()
        #expect(try await self.database.isReachable())
    }

    @Test("whoever listens is nudged: by others, by us, and by a new connection") func nudges() async throws {
        let database = try ThrowawayDatabase.current.opened()
        var nudges = database.listen("loss_test").makeAsyncIterator()
        await nudges.next()  // connected
        for _ in 0..<3 {
            database.notify("loss_test")
            await nudges.next()
        }
        try await self.database.transaction(in: .system) { try await $0.run("select pg_notify('loss_test', '')") }
        await nudges.next()
        try end("breeze_org", where: "query like 'listen%' or query like '%pg_notify%'")
        await nudges.next()  // connected again
        database.notify("loss_test")
        await nudges.next()
        await database.close()
        #expect(await nudges.next() == nil)
    }
}
