// SPDX-License-Identifier: Apache-2.0
import Loops
import Postgres
import Rehearsal
import Testing

/// Shared connections: many askers, one pipeline, no mix-up.
@Suite(.freshDatabase(schema), .timeLimit(.minutes(3))) struct ReadingTests {
    private var database: Database { get throws { try ThrowawayDatabase.current.database } }

    @Test("more rows than the limit is an error, not a cut") func limits() async throws {
        let reading = try database.reading(in: .ada)
        #expect(try await reading.rows("select 1 from generate_series(1, 10)", limit: 10).count == 10)
        await #expect(throws: PostgresError.tooMany(limit: 9)) {
            try await reading.rows("select 1 from generate_series(1, 10)", limit: 9)
        }
    }

    @Test("several questions come back in the order they were asked") func order() async throws {
        let questions = (1...50).map { "select \($0)::int as number" as SQL }
        let answers = try await database.reading(in: .ada).all(questions)
        #expect(try answers.map { try $0[0]("number") as Int } == Array(1...50))
        #expect(try await database.reading(in: .ada).all([]).isEmpty)
    }

    @Test("a reading cannot write") func readOnly() async throws {
        await #expect(
            throws: PostgresError.refused(
                sqlstate: "25006", message: "cannot execute UPDATE in a read-only transaction")
        ) {
            try await database.reading(in: .ada).rows("update tally set count = 1")
        }
    }

    @Test("an error names no value") func silence() async throws {
        let error = await #expect(throws: PostgresError.self) {
            try await database.reading(in: .ada).rows("select \("se\"cret")::int as number")
        }
        #expect(error == .refused(sqlstate: "22P02", message: "invalid input syntax for type integer: \"…\""))
    }

    @Test("a neighbour's error is nobody else's") func neighbours() async throws {
        let database = try ThrowawayDatabase.current.opened()
        let reading = database.reading(in: .ada)
        var (right, wrong, refused) = (0, 0, [String: Int]())
        try await withThrowingTaskGroup(of: (Int, Result<Int, any Error>).self) { group in
            for number in 0..<1000 {
                group.addTask {
                    let sql: SQL =
                        switch number % 50 {
                        case 0: "select 1 / \(0)::int as number"
                        case 1: "select nothing from nowhere"
                        default: "select \(number)::int as number"
                        }
                    do {
                        return (number, .success(try await reading.one(sql)?("number") ?? -1))
                    } catch {
                        return (number, .failure(error))
                    }
                }
            }
            for try await (number, answer) in group {
                switch answer {
                case .success(number): right += 1
                case .failure(PostgresError.refused(let state, _)) where number % 50 < 2:
                    refused[state, default: 0] += 1
                default: wrong += 1
                }
            }
        }
        #expect((right, wrong) == (960, 0))
        #expect(refused == ["22012": 20, "42P01": 20])
        #expect(await database.counts().again > 0)
        await database.close()
    }

    @Test("of 20,000 mixed questions none sees a stranger's rows") func mixture() async throws {
        let database = try ThrowawayDatabase.current.opened(shared: 2)
        var (right, failed, wrong) = (0, 0, 0)
        for _ in 0..<20 {
            try await withThrowingTaskGroup(of: Bool?.self) { group in
                for number in 0..<1000 {
                    let (context, name) = number % 2 == 0 ? (Context.ada, "ada") : (.bo, "bo")
                    group.addTask {
                        if number % 97 == 0 {
                            let divided = try? await database.reading(in: context).one("select 1 / \(0)::int as number")
                            return divided == nil ? nil : false
                        }
                        let rows = try await database.reading(in: context).rows("select org from note order by id")
                        return try rows.map { try $0("org") } == Array(repeating: name, count: 5)
                    }
                }
                for try await isRight in group {
                    switch isRight {
                    case true?: right += 1
                    case false?: wrong += 1
                    case nil: failed += 1
                    }
                }
            }
        }
        #expect((right, failed, wrong) == (19_780, 220, 0))
        await database.close()
    }

    @Test("much to send and much to receive at once stops neither") func both() async throws {
        let database = try ThrowawayDatabase.current.opened()
        let long = String(repeating: "x", count: 300_000)
        let answers = try await database.reading(in: .ada).all((0..<60).map { _ in "select \(long)::text as long" })
        #expect(try answers.allSatisfy { try $0[0]("long") == long })
        await database.close()
    }

    @Test("a connection knows 500 statements and no more") func bounded() async throws {
        let database = try ThrowawayDatabase.current.opened()
        let reading = database.reading(in: .ada)
        var sql: SQL = "select 1 as one"
        for _ in 0..<650 {
            sql += " "
            #expect(try await reading.one(sql)?("one") == 1)
        }
        let known: Int = try #require(
            try await reading.one("select count(*) as count from pg_prepared_statements")?("count"))
        #expect((490...500).contains(known))
        #expect(try await reading.one("select 1 as one")?("one") == 1)
        await database.close()
    }

    @Test("a plan that a migration made stale is made anew") func stale() async throws {
        let database = try ThrowawayDatabase.current.opened()
        try await self.database.transaction(in: .owner) { try await $0.run("create table growing as select 1 as a") }
        try await self.database.transaction(in: .owner) { try await $0.run("grant select on growing to breeze_org") }
        let reading = database.reading(in: .ada)
        #expect(try await reading.one("select * from growing")?("a") == 1)
        try await self.database.transaction(in: .owner) { try await $0.run("alter table growing add b int default 2") }
        #expect(try await reading.one("select * from growing")?("b") == 2)
        #expect(await database.counts().again == 1)
        await database.close()
    }

    @Test("a role that is not planned is refused") func unplanned() async throws {
        await #expect(
            throws: PostgresError.refused(
                sqlstate: "28000", message: "no connections are planned for the role nobody")
        ) {
            try await database.reading(in: Context(role: "nobody", settings: [:])).rows("select 1")
        }
    }

    @Test("what the server says beside its answers is heard, without details") func notices() async throws {
        let (stream, heard) = AsyncStream.makeStream(of: Notice.self)
        let database = try ThrowawayDatabase.current.opened { heard.yield($0) }
        try await database.transaction(in: .system) { session in
            try await session.run("do $$ begin raise notice 'it rains' using detail = 'a secret'; end $$")
        }
        let first = await stream.first { _ in true }
        #expect(first == Notice(severity: "NOTICE", sqlstate: "00000", message: "it rains"))
        await database.close()
    }

    @Test("an address may be a URL; its user gives way to the role, its options stay") func url() async throws {
        let throwaway = try ThrowawayDatabase.current
        let host = try #require(throwaway.address.split(separator: "'").dropFirst().first)
        let url = "postgresql://somebody@/\(throwaway.name)?host=\(host)&options=-c%20work_mem%3D5MB"
        let database = Database(
            Plan(at: url, [.init("breeze_org", shared: 1, leased: 1)]), on: [ThrowawayDatabase.loop])
        let row = try await database.reading(in: .ada).one(
            """
            select current_user::text as who, current_setting('work_mem') as memory,
            current_setting('transaction_read_only')::bool as is_read_only, current_setting('timezone') as zone
            """)
        #expect(try row?("who") == "breeze_org")
        #expect(try row?("memory") == "5MB")
        #expect(try row?("is_read_only") == true)
        #expect(try row?("zone") == "UTC")
        await database.close()
    }

    @Test("whoever asks on a loop is served by that loop's own connections") func loops() async throws {
        let loops = [EventLoop(), EventLoop()]
        for loop in loops { loop.start() }
        let database = try Database(
            Plan(at: ThrowawayDatabase.current.address, [.init("breeze_org", shared: 1, leased: 1)]), on: loops)
        var processes: [Int] = []
        for loop in loops + loops {
            let asking = Task(executorPreference: loop) {
                (try await database.reading(in: .ada).one("select pg_backend_pid() as process"), loop.isCurrent)
            }
            let (row, isOnLoop) = try await asking.value
            #expect(isOnLoop)
            let process: Int = try #require(try row?("process"))
            processes.append(process)
        }
        #expect(processes[0] != processes[1])
        #expect(processes.prefix(2) == processes.suffix(2))
        await database.close()
        for loop in loops { loop.stop(grace: 0) }
    }
}
