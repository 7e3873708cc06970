// SPDX-License-Identifier: Apache-2.0
import Loops
import Postgres
import Rehearsal
import Testing

/// All loops of a process together have so many connections, and no more; and nobody is left without for ever.
@Suite(.freshDatabase(schema), .timeLimit(.minutes(3))) struct BudgetTests {
    private static let roles: [Plan.Role] = [
        .init("breeze_org", shared: 4, leased: 2), .init("breeze_partner", shared: 4, leased: 2),
        .init("breeze_system", shared: 1, leased: 1),
    ]

    private func opened(_ budget: Int, _ loops: [EventLoop], lease: Duration = .seconds(60)) throws -> Database {
        try Database(
            Plan(
                at: ThrowawayDatabase.current.address + " application_name=budget\(budget)", Self.roles,
                patience: .seconds(120), lease: lease, budget: budget), on: loops)
    }

    private func connections(_ budget: Int) async throws -> Int {
        try await ThrowawayDatabase.current.database.reading(in: .system).one(
            """
            select count(*) as count from pg_stat_activity
             where datname = current_database() and application_name = \("budget\(budget)")
            """)?("count") ?? 0
    }

    @Test("under load in every role and on four loops there are never more than the budget, and all are answered")
    func kept() async throws {
        let loops = (0..<4).map { _ in EventLoop() }
        for loop in loops { loop.start() }
        let database = try opened(7, loops)
        let most = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<240 {
                group.addTask(executorPreference: loops[number % 4]) {
                    let context = [Context.ada, .partner, .system][number % 3]
                    for _ in 0..<5 {
                        if number.isMultiple(of: 2) {
                            _ = try await database.reading(in: context).one("select pg_sleep(0.002)")
                        } else {
                            try await database.transaction(in: context) { try await $0.run("select pg_sleep(0.002)") }
                        }
                    }
                    return 0
                }
            }
            for _ in 0..<20 { group.addTask { try await connections(7) } }
            return try await group.reduce(0, max)
        }
        #expect((1...7).contains(most))
        #expect(await database.counts().late == 0)
        await database.close()
        for loop in loops { loop.stop(grace: 0) }
    }

    @Test("whoever needs the only free connection gets it from a role that does not use its own") func spared()
        async throws
    {
        let database = try opened(6, [ThrowawayDatabase.loop])
        // Four readings at once leave the role with several connections, which it then no longer needs.
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { _ = try await database.reading(in: .partner).one("select pg_sleep(0.05)") }
            }
            try await group.waitForAll()
        }
        try await database.transaction(in: .ada) { session in
            try await session.run("select 1")
            #expect(try await database.reading(in: .ada).one("select 1::int as one")?("one") == 1)
            try await database.transaction(in: .system) { try await $0.run("select 1") }
            #expect(try await database.reading(in: .system).one("select 1::int as one")?("one") == 1)
        }
        #expect(try await connections(6) <= 6)
        await database.close()
    }

    @Test("a transaction that does not come to its end is undone, and whoever waits gets its connection")
    func overdue() async throws {
        let database = try opened(40, [ThrowawayDatabase.loop], lease: .milliseconds(300))
        await #expect(throws: PostgresError.self) {
            try await database.transaction(in: .system) { session in
                try await session.run("update tally set count = count + 1 where name = 'b'")
                // Its only connection is ours: this waits until we have lost it.
                try await database.transaction(in: .system) { try await $0.run("select 1") }
                try await session.run("select 1")
            }
        }
        let count: Int? = try await ThrowawayDatabase.current.database.reading(in: .system).one(
            "select count from tally where name = 'b'")?("count")
        #expect(count == 0)
        await database.close()
    }
}
