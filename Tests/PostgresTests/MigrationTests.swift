// SPDX-License-Identifier: Apache-2.0
import Postgres
import Rehearsal
import Testing

/// Only forward, each once, all of it or nothing.
@Suite(.timeLimit(.minutes(3))) struct MigrationTests {
    private let first = ("one_1_create", "create table one (number int)")
    private let second = ("two_1_create", "create table two (number int);\ninsert into two values (2)")

    private func tables(_ database: ThrowawayDatabase) async throws -> [String] {
        try await database.database.reading(in: .owner).rows(
            "select tablename from pg_tables where schemaname = 'public' order by tablename"
        ).map { try $0("tablename") }
    }

    @Test("each is applied once, in order, and the owner owns what they make") func once() async throws {
        let database = try await ThrowawayDatabase.make()
        #expect(try Migrations([first]).apply(at: database.address) == ["one_1_create"])
        #expect(try Migrations([first, second]).apply(at: database.address) == ["two_1_create"])
        #expect(try Migrations([first, second]).apply(at: database.address) == [])
        #expect(try await tables(database) == ["one", "schema_migration", "two"])
        let owner: String? = try await database.database.reading(in: .owner).one(
            "select tableowner from pg_tables where tablename = 'two'")?("tableowner")
        #expect(owner == "breeze_owner")
        try await database.drop()
    }

    @Test("one that fails half-way leaves nothing, and what came before it stays") func halfWay() async throws {
        let database = try await ThrowawayDatabase.make()
        let bad = (
            "bad_1_break", "create table half (number int);\ninsert into half values (1);\nselect nonsense from half"
        )
        let failure = Migrations.Failed.refused(
            "bad_1_break", why: "line 3: column \"nonsense\" does not exist (42703)")
        #expect(throws: failure) { try Migrations([first, bad, second]).apply(at: database.address) }
        #expect(try await tables(database) == ["one", "schema_migration"])
        #expect(try Migrations([first, second]).apply(at: database.address) == ["two_1_create"])
        try await database.drop()
    }

    @Test("one that would end its transaction itself is refused") func ending() async throws {
        let database = try await ThrowawayDatabase.make()
        let error = #expect(throws: Migrations.Failed.self) {
            try Migrations([("sly_1", "create table sly (number int); commit")]).apply(at: database.address)
        }
        #expect(error?.description.contains("sly_1") == true)
        try await database.drop()
    }

    @Test("a changed one stops the program, and names it") func changed() async throws {
        let database = try await ThrowawayDatabase.make([first])
        #expect(throws: Migrations.Failed.changed("one_1_create")) {
            try Migrations([(first.0, first.1 + " "), second]).apply(at: database.address)
        }
        #expect(try await tables(database) == ["one", "schema_migration"])
        try await database.drop()
    }

    @Test("one that this program does not know stops it: a newer one has been here") func unknown() async throws {
        let database = try await ThrowawayDatabase.make([first, second])
        #expect(throws: Migrations.Failed.unknown("two_1_create")) {
            try Migrations([first]).apply(at: database.address)
        }
        try await database.drop()
    }

    @Test("several servers that start at once do it once") func together() async throws {
        let database = try await ThrowawayDatabase.make()
        let address = database.address
        let steps = [first, second]
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 { group.addTask { try Migrations(steps).apply(at: address) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(applied == ["one_1_create", "two_1_create"])
        try await database.drop()
    }

    @Test("a database that cannot be reached is said to be so") func unreachable() {
        let error = #expect(throws: Migrations.Failed.self) {
            try Migrations([first]).apply(at: "host=/nowhere dbname=x")
        }
        #expect(
            error?.description.hasPrefix("PostgreSQL cannot be reached: connection to server on socket \"/nowhere/")
                == true)
    }
}
