// SPDX-License-Identifier: Apache-2.0
import Loops
import Postgres
import Rehearsal
import Testing

/// Who asks in these tests: two organizations that must not see each other, and nobody in particular.
extension Context {
    static let ada = Context(role: "breeze_org", settings: ["app.org": "ada"])
    static let bo = Context(role: "breeze_org", settings: ["app.org": "bo"])
    static let partner = Context(role: "breeze_partner", settings: [:])
    static let system = Context(role: "breeze_system", settings: [:])
    static let owner = Context(role: "breeze_owner", settings: [:])
}

/// A table of which each organization sees its own rows, and one for counting.
let schema: [(name: String, sql: String)] = [
    (
        "test_1_create",
        """
        create table note (id bigint generated always as identity primary key, org text not null, text text not null unique);
        alter table note enable row level security;
        create policy org on note to breeze_org using (org = (select nullif(current_setting('app.org', true), '')));
        grant select, insert, update, delete on note to breeze_org, breeze_system;
        insert into note (org, text) select org, org || n from unnest(array['ada', 'bo']) org, generate_series(1, 5) n;
        create table tally (name text primary key, count int not null check (count >= 0));
        grant select, insert, update, delete on tally to breeze_org, breeze_system, breeze_partner;
        insert into tally values ('a', 0), ('b', 0)
        """
    )
]

extension ThrowawayDatabase {
    /// The same database through a plan of its own.
    func opened(
        shared: Int = 1, leased: Int = 1, patience: Duration = .seconds(30), idle: Duration = .seconds(300),
        silence: Duration = .seconds(25),
        hear: @escaping @Sendable (Notice) -> Void = { _ in }
    ) -> Database {
        let roles: [Plan.Role] = [
            .init("breeze_org", shared: shared, leased: leased),
            .init("breeze_partner", shared: shared, leased: leased),
            .init("breeze_system", shared: 1, leased: 1),
        ]
        return Database(
            Plan(at: address, roles, patience: patience, idle: idle, silence: silence, hear: hear),
            on: [ThrowawayDatabase.loop])
    }
}

/// Asks again and again until it is so; the server tells nobody when it has got somewhere.
func eventually(_ isTrue: () async throws -> Bool) async throws {
    while try await !isTrue() {  // until the time limit of the suite cancels it
        try Task.checkCancellation()
        await Task.yield()
    }
}

/// How many statements of the database wait for an advisory lock.
func waiting(for lock: Int, _ database: Database) async throws -> Int {
    try await database.reading(in: .system).one(
        """
        select count(*) as count from pg_locks where locktype = 'advisory' and not granted and objid = \(lock)::int::oid
        and database = (select oid from pg_database where datname = current_database())
        """)?("count") ?? 0
}

/// Holds an advisory lock in a transaction for as long as `body` runs: whoever asks for it waits.
func blocking(_ lock: Int, _ database: Database, while body: () async throws -> Void) async throws {
    try await database.transaction(in: .owner) { session in
        try await session.run("select pg_advisory_xact_lock(\(lock)::bigint)")
        try await body()
    }
}

/// Waits for a lock, and answers a number.
func patient(_ lock: Int, _ number: Int = 1) -> SQL {
    "select \(number)::int as number from (select pg_advisory_xact_lock_shared(\(lock)::bigint)) as waited"
}
