// SPDX-License-Identifier: Apache-2.0
import Postgres
import Rehearsal
import Testing

/// Who waits for a connection: bounded, for a while, and never behind another role.
@Suite(.freshDatabase(schema), .timeLimit(.minutes(3))) struct WaitingTests {
    private var database: Database { get throws { try ThrowawayDatabase.current.database } }

    @Test("a transaction that gets no connection in time is told so, and the next one gets it") func deadline()
        async throws
    {
        let database = try ThrowawayDatabase.current.opened(patience: .seconds(1))
        // Its connection is open, so that a slow machine keeps nobody waiting for that.
        _ = try? await database.transaction(in: .partner) { try await $0.run("select 1") }
        let before = await database.counts().late
        try await database.transaction(in: .ada) { first in
            try await first.run("select 1")
            await #expect(throws: PostgresError.deadline) {
                try await database.transaction(in: .ada) { try await $0.run("select 1") }
            }
            // Another role is not held up.
            try await database.transaction(in: .partner) { try await $0.run("select 1") }
        }
        try await database.transaction(in: .ada) { try await $0.run("select 1") }
        #expect(await database.counts().late == before + 1)
        await database.close()
    }

    @Test("256 may wait for a transaction, the next is turned away") func busy() async throws {
        // Whoever waits is served in the end, however busy the machine is.
        let database = try ThrowawayDatabase.current.opened(patience: .seconds(600))
        try await withThrowingTaskGroup(of: PostgresError?.self) { group in
            try await database.transaction(in: .ada) { session in
                try await session.run("select 1")
                for _ in 0..<300 {
                    group.addTask {
                        do {
                            try await database.transaction(in: .ada) { try await $0.run("select 1") }
                            return nil
                        } catch { return error as? PostgresError }
                    }
                }
                try await eventually { await database.counts().busy == 44 }
            }
            var outcomes: [PostgresError?: Int] = [:]
            for try await outcome in group { outcomes[outcome, default: 0] += 1 }
            #expect(outcomes == [nil: 256, .busy: 44])
        }
        await database.close()
    }

    @Test("statements beyond what a connection carries wait, 1024 of them, and give up their place when cancelled")
    func parked() async throws {
        let database = try ThrowawayDatabase.current.opened()
        let ask: @Sendable () async -> String = {
            do {
                return try await database.reading(in: .ada).one(patient(1)) == nil ? "nothing" : "answered"
            } catch { return "\(error)" }
        }
        var (first, later): (Task<Int, any Error>?, [Task<String, Never>]) = (nil, [])
        try await blocking(1, self.database) {
            first = Task { try await database.reading(in: .ada).all((0..<256).map { _ in patient(1) }).count }
            try await eventually { try await waiting(for: 1, self.database) == 1 }
            let earlier = (0..<1030).map { _ in Task { await ask() } }
            try await eventually { await database.counts().busy == 6 }
            for task in earlier { task.cancel() }
            var outcomes: [String: Int] = [:]
            for task in earlier { outcomes[await task.value, default: 0] += 1 }
            #expect(outcomes == ["\(CancellationError())": 1024, "\(PostgresError.busy)": 6])
            later = (0..<1024).map { _ in Task { await ask() } }
        }
        #expect(try await first?.value == 256)
        for task in later { #expect(await task.value == "answered") }
        #expect(await database.counts().busy == 6)
        await database.close()
    }

    @Test("a cancelled reading is let go at once, and its connection goes on for the others") func cancelled()
        async throws
    {
        let database = try ThrowawayDatabase.current.opened()
        try await blocking(2, self.database) {
            let reading = Task { try await database.reading(in: .ada).one(patient(2)) }
            try await eventually { try await waiting(for: 2, self.database) == 1 }
            reading.cancel()
            await #expect(throws: CancellationError.self) { try await reading.value }
        }
        #expect(try await database.reading(in: .ada).one("select 7::int as number")?("number") == 7)
        #expect(await database.counts().lost == 0)
        await database.close()
    }

    @Test("a closed database refuses, and lets go of whoever waits") func closed() async throws {
        let database = try ThrowawayDatabase.current.opened()
        try await blocking(3, self.database) {
            let reading = Task { try await database.reading(in: .ada).one(patient(3)) }
            try await eventually { try await waiting(for: 3, self.database) == 1 }
            await database.close()
            await #expect(throws: PostgresError.connectionLost) { try await reading.value }
            await #expect(throws: PostgresError.connectionLost) { try await database.reading(in: .ada).one("select 1") }
            await #expect(throws: PostgresError.connectionLost) {
                try await database.transaction(in: .ada) { try await $0.run("select 1") }
            }
        }
    }

    @Test("a connection that nobody uses is closed, and opened when somebody does") func idle() async throws {
        let database = try ThrowawayDatabase.current.opened(idle: .milliseconds(50))
        #expect(try await database.reading(in: .partner).one("select 1::int as one")?("one") == 1)
        try await eventually {
            try await self.database.reading(in: .system).one(
                """
                select count(*) as count from pg_stat_activity
                 where usename = 'breeze_partner' and datname = current_database()
                """)?("count") == 0
        }
        #expect(try await database.reading(in: .partner).one("select 1::int as one")?("one") == 1)
        #expect(await database.counts().lost == 0)
        await database.close()
    }
}
