// SPDX-License-Identifier: Apache-2.0
import Foundation
import Loops
import Rehearsal
import Testing

@testable import Postgres

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

    @Test(
        "a newer release has been here: its neighbor goes on beside it, an older one is told which it takes",
        arguments: [("0.2.3", true), ("0.2.0", true), ("0.10.0", true), ("0.1.9", false)])
    func neighbors(version: String, mayRun: Bool) async throws {
        let database = try await ThrowawayDatabase.make([first])
        try Migrations([first, second], by: .init("0.3.0", since: "0.2.0")).apply(at: database.address)
        let older = Migrations([first], by: .init(version, since: "0.1.0"))
        if mayRun {
            #expect(try older.apply(at: database.address) == [])
        } else {
            let failure = Migrations.Failed.unknown("two_1_create", since: "0.2.0")
            #expect(throws: failure) { try older.apply(at: database.address) }
            #expect(failure.description.contains("start release 0.2.0 or a newer one"))
        }
        try await database.drop()
    }

    @Test("a neighbor that has steps of its own does not mix them in") func diverged() async throws {
        let database = try await ThrowawayDatabase.make([first])
        try Migrations([first, second], by: .init("0.3.0", since: "0.2.0")).apply(at: database.address)
        #expect(throws: Migrations.Failed.unknown("two_1_create", since: "0.2.0")) {
            try Migrations([first, ("own_1", "create table own ()")], by: .init("0.2.0", since: "0.1.0")).apply(
                at: database.address)
        }
        try await database.drop()
    }

    @Test("a database from before releases were noted is refused by whoever does not know all of it") func unnoted()
        async throws
    {
        let database = try await ThrowawayDatabase.make([first, second])
        let owner = try StartupConnection(database.address, as: Roles.owner)
        try owner.run("alter table schema_migration drop release, drop since")
        #expect(throws: Migrations.Failed.unknown("two_1_create", since: nil)) {
            try Migrations([first], by: .init("9", since: "9")).apply(at: database.address)
        }
        #expect(try Migrations([first, second]).apply(at: database.address) == [])
        try await database.drop()
    }

    @Test("a table that somebody holds is asked for again, and others get through meanwhile") func locked() async throws
    {
        let database = try await ThrowawayDatabase.make([first])
        let address = database.address
        let holder = try StartupConnection(address, as: Roles.owner)
        try holder.run("begin; select from one")
        let step = ("one_2_more", "alter table one add more int")
        let (stream, ended) = AsyncStream.makeStream(of: Result<[String], any Error>.self)
        thread { [first] in ended.yield(Result { try Migrations([first, step]).apply(at: address) }) }
        func waits() async throws -> Bool {
            try await database.database.reading(in: .system).one(
                """
                select 1 from pg_locks where not granted and locktype = 'relation'
                   and database = (select oid from pg_database where datname = current_database())
                """) != nil
        }
        // Twice it has queued, and twice given way.
        for _ in 0..<2 {
            try await eventually { try await waits() }
            try await eventually { try await !waits() }
            try await database.database.transaction(in: .owner) { try await $0.run("insert into one values (1)") }
        }
        try holder.run("commit")
        for await result in stream {
            #expect(try result.get() == ["one_2_more"])
            break
        }
        try await database.drop()
    }

    @Test("an index is built beside the work, by one of several servers; what was left unfinished goes first")
    func beside() async throws {
        let database = try await ThrowawayDatabase.make([first])
        let address = database.address
        let step = (
            "one_2_index",
            "-- beside the work\ncreate unique index concurrently if not exists one_number on one (number)"
        )
        let owner = try StartupConnection(address, as: Roles.owner)
        try owner.run("insert into one values (1), (1)")
        let failure = #expect(throws: Migrations.Failed.self) { try Migrations([first, step]).apply(at: address) }
        #expect(failure?.description.contains("one_2_index") == true)
        let indexes = """
            select indexrelid::regclass::text, indisvalid::text from pg_index where indrelid = 'one'::regclass
            """
        #expect(try owner.rows(indexes).isEmpty)
        // As a server that was killed meanwhile would leave it.
        _ = try? owner.run("create unique index concurrently one_number on one (number)")
        #expect(try owner.rows(indexes) == [["one_number", "false"]])
        try owner.run("delete from one")
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<3 {
                group.addTask { try await elsewhere { [first] in try Migrations([first, step]).apply(at: address) } }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(applied == ["one_2_index"])
        #expect(try owner.rows(indexes) == [["one_number", "true"]])
        try await database.drop()
    }

    @Test("several servers that start at once do it once") func together() async throws {
        let database = try await ThrowawayDatabase.make()
        let address = database.address
        let steps = [first, second]
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 { group.addTask { try await elsewhere { try Migrations(steps).apply(at: address) } } }
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
