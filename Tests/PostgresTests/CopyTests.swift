// SPDX-License-Identifier: Apache-2.0
import Postgres
import Rehearsal
import Testing

/// Many rows in one statement: all of them or none.
@Suite(.freshDatabase(schema), .serialized, .timeLimit(.minutes(3))) struct CopyTests {
    private var database: Database { get throws { try ThrowawayDatabase.current.database } }

    private func count(_ prefix: String) async throws -> Int {
        try await database.reading(in: .system).one(
            "select count(*) as count from note where text like \(prefix + "%")")?("count") ?? -1
    }

    @Test("what is copied arrives as it was, and is there after the commit only") func copied() async throws {
        let odd = ["tab\there", "line\nbreak", "\\N", "back\\slash", "\r", "ü", "", "\\."]
        let stored = try await database.transaction(in: .system) { session in
            try await session.run("select 'before'")
            let stored = try await session.copy(into: "note (org, text)") { writer in
                for text in odd { try await writer.write(["ada", "odd" + text]) }
            }
            #expect(try await count("odd") == 0)
            #expect(try await session.rows("select 1 from note where text like 'odd%'").count == odd.count)
            return stored
        }
        #expect(stored == odd.count)
        let texts: [String] = try await database.reading(in: .ada).rows(
            "select text from note where text like 'odd%' order by id"
        ).map { try $0("text") }
        #expect(texts == odd.map { "odd" + $0 })
    }

    @Test("a null is a null") func nulls() async throws {
        await #expect(throws: UnfitRow(number: 1, why: .constraint(name: "text", sqlstate: "23502"))) {
            try await database.transaction(in: .system) { session in
                try await session.copy(into: "note (org, text)") { try await $0.write(["ada", nil as String?]) }
            }
        }
    }

    @Test("a row that does not fit is named by its number, nothing of it remains, and the connection is as before")
    func unfit() async throws {
        let database = try ThrowawayDatabase.current.opened()
        let unfit = await #expect(throws: UnfitRow.self) {
            try await database.transaction(in: .system) { session in
                try await session.copy(into: "note (id, org, text) ") { writer in
                    for number in 1...5000 {
                        let id = number == 4321 ? "many" : "\(number + 10_000)"
                        try await writer.write([id, "ada", "unfit\(number)"])
                    }
                }
            }
        }
        #expect(unfit?.number == 4321)
        #expect(unfit?.description.contains("many") == false, "an error names no value")
        #expect(try await count("unfit") == 0)
        try await database.transaction(in: .system) { try await $0.run("select 1") }
        #expect(await database.counts().lost == 0)
        await database.close()
    }

    @Test("a role that row security binds cannot copy into such a table: PostgreSQL refuses") func strangers()
        async throws
    {
        let error = await #expect(throws: PostgresError.self) {
            try await database.transaction(in: .ada) { session in
                try await session.copy(into: "note (org, text)") { try await $0.write(["ada", "stranger"]) }
            }
        }
        guard case .refused(sqlstate: "0A000", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("one that is given up half-way leaves nothing") func abandoned() async throws {
        let database = try ThrowawayDatabase.current.opened()
        await #expect(throws: Stumble()) {
            try await database.transaction(in: .system) { session in
                try await session.copy(into: "note (org, text)") { writer in
                    for number in 0..<20_000 { try await writer.write(["ada", "abandoned\(number)"]) }
                    throw Stumble()
                }
            }
        }
        #expect(try await count("abandoned") == 0)
        #expect(try await database.transaction(in: .system) { try await $0.run("select 1") } == 1)
        #expect(await database.counts().lost == 0)
        await database.close()
    }

    @Test("cancelled, it leaves nothing, and its connection is lent again") func cancelled() async throws {
        let database = try ThrowawayDatabase.current.opened()
        let (stream, reached) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await database.transaction(in: .system) { session in
                try await session.copy(into: "note (org, text)") { writer in
                    for number in 0... {
                        try await writer.write(["ada", "cancelled\(number)"])
                        if number == 10_000 { reached.yield() }
                    }
                }
            }
        }
        for await _ in stream { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await count("cancelled") == 0)
        #expect(try await database.transaction(in: .system) { try await $0.run("select 1") } == 1)
        await database.close()
    }

    @Test("the writer waits for a slow server: what is on its way stays small") func backpressure() async throws {
        let database = try ThrowawayDatabase.current.opened()
        for sql: SQL in [
            "create table slow_copy (line text)", "grant insert on slow_copy to breeze_system",
            """
            create function wait_for_row() returns trigger language plpgsql as
            'begin perform pg_advisory_xact_lock_shared(31); return new; end'
            """,
            "create trigger slow before insert on slow_copy for each row execute function wait_for_row()",
        ] { try await self.database.transaction(in: .owner) { try await $0.run(sql) } }
        let (written, all) = (Written(), 50_000)
        var task: Task<Int, any Error>?
        try await blocking(31, self.database) {
            task = Task {
                try await database.transaction(in: .system) { session in
                    try await session.run("set local lock_timeout = 0")
                    try await session.run("set local statement_timeout = 0")
                    return try await session.copy(into: "slow_copy (line)") { writer in
                        let line = String(repeating: "x", count: 1000)
                        for _ in 0..<all {
                            try await writer.write([line])
                            await written.one()
                        }
                    }
                }
            }
            try await eventually { try await waiting(for: 31, self.database) == 1 }
            try await eventually {
                let before = await written.count
                for _ in 0..<50 { _ = try await waiting(for: 31, self.database) }
                return await written.count == before
            }
            #expect(await written.count < all / 2)
        }
        #expect(try await task?.value == all)
        await database.close()
    }

    @Test("no such table is said before anybody writes") func nowhere() async throws {
        await #expect(
            throws: PostgresError.refused(sqlstate: "42P01", message: "relation \"nowhere\" does not exist")
        ) {
            try await database.transaction(in: .system) { session in
                try await session.copy(into: "nowhere (x)") { _ in Issue.record("it wrote") }
            }
        }
    }
}

private actor Written {
    var count = 0
    func one() { count += 1 }
}
