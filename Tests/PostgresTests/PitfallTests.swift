// SPDX-License-Identifier: Apache-2.0
import Foundation
import Loops
import Rehearsal
import Testing

@testable import Postgres

/// What pipelined libpq is known to trip over, each under its name.
@Suite(.freshDatabase(schema), .timeLimit(.minutes(3))) struct PitfallTests {
    private var database: Database { get throws { try ThrowawayDatabase.current.database } }
    private var socket: String { get throws { try ThrowawayCluster.get().folder.socket } }

    /// One connection, driven by hand.
    private struct Hand {
        let connection: Connection

        init(_ address: String) throws {
            guard case .open(let raw) = dialled(address, as: "breeze_org", isReadOnly: true) else {
                throw Unexpected(text: "no connection")
            }
            connection = Connection(raw) { _ in }
        }

        /// Sends all of it in one write, and reads until nothing is due.
        func finish() -> [Sequel] {
            #expect(connection.flush() == .all)
            var sequels: [Sequel] = []
            while !connection.due.isEmpty, !connection.isBroken {
                var place = pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0)
                poll(&place, 1, -1)
                sequels += connection.read()
            }
            return sequels
        }

        func ask(_ sql: SQL, _ context: Context = .ada) -> Gathering {
            let gathering = Gathering(1)
            connection.send(Ask(sql, context, .read, for: gathering, at: 0))
            return gathering
        }
    }

    private func answer(_ gathering: Gathering) async throws -> [Rows] {
        try await withUnsafeThrowingContinuation { _ = gathering.waiter.wait($0) ? () : () }
    }

    @Test("parse in a group of its own: a neighbour's error does not skip what is said for the first time")
    func parseAlone() async throws {
        let hand = try Hand(try ThrowawayDatabase.current.address)
        for sql: SQL in ["select 1 / \(0)::int as number", "select 'context'"] { _ = hand.ask(sql) }
        _ = hand.finish()
        // In one write: an error, then a statement that this connection has never had.
        let bad = hand.ask("select 1 / \(0)::int as number")
        let new = hand.ask("select 'never said before' as text")
        let sequels = hand.finish()
        #expect(sequels.isEmpty, "it was asked again")
        #expect(bad.waiter.isOver)
        #expect(try await answer(new)[0].cell(0, 0) == "never said before")
    }

    @Test("the first word on why a statement cannot be parsed is the one that is told") func parseError() async throws {
        let hand = try Hand(try ThrowawayDatabase.current.address)
        let asks = (0..<3).map { _ in hand.ask("select nothing from nowhere") }
        _ = hand.finish()
        for ask in asks {
            await #expect(
                throws: PostgresError.refused(sqlstate: "42P01", message: "relation \"nowhere\" does not exist")
            ) { try await answer(ask) }
        }
    }

    @Test("abort to the next sync: at most 32 share a group, so an error costs no more of them") func groups() throws {
        let hand = try Hand(try ThrowawayDatabase.current.address)
        let number: @Sendable (Int) -> SQL = { "select 1 / \($0)::int as number" }
        _ = hand.ask(number(1))
        _ = hand.finish()
        _ = (0..<100).map { hand.ask(number($0 == 0 ? 0 : 1)) }
        let again = hand.finish().count
        #expect((1..<32).contains(again))
    }

    @Test("not allowed in a pipeline: two statements in one string, and COPY; the connection's neighbours go on")
    func forbidden() async throws {
        let database = try ThrowawayDatabase.current.opened()
        let reading = database.reading(in: .ada)
        await #expect(
            throws: PostgresError.refused(
                sqlstate: "42601", message: "cannot insert multiple commands into a prepared statement")
        ) { try await reading.rows("select 1; select 2") }
        for copy: SQL in ["copy note to stdout", "copy (select 1) to stdout"] {
            await #expect(throws: PostgresError.self) { try await reading.rows(copy) }
        }
        await #expect(throws: PostgresError.self) {
            try await database.transaction(in: .ada) { try await $0.run("copy note (org, text) from stdin") }
        }
        #expect(try await reading.one("select 1::int as one")?("one") == 1)
        await database.close()
    }

    @Test("the server's own limit ends one statement, and the next one of the same connection is answered")
    func statementTimeout() async throws {
        let throwaway = try ThrowawayDatabase.current
        let address = throwaway.address + " options='-c statement_timeout=150'"
        let database = Database(
            Plan(at: address, [.init("breeze_org", shared: 1, leased: 1)]), on: [ThrowawayDatabase.loop])
        let late = PostgresError.refused(
            sqlstate: "57014", message: "canceling statement due to statement timeout")
        await #expect(throws: late) { try await database.reading(in: .ada).one("select pg_sleep(600)") }
        #expect(try await database.reading(in: .ada).one("select 1::int as one")?("one") == 1)
        await #expect(throws: late) {
            try await database.transaction(in: .ada) { try await $0.run("select pg_sleep(600)") }
        }
        #expect(await database.counts().lost == 0)
        await database.close()
    }

    @Test("every role has limits of the server's own, whatever the client forgets") func limits() async throws {
        let rows = try await database.reading(in: .system).rows(
            """
            select r.rolname::text as name, array_to_string(s.setconfig, ' ') as set from pg_roles r
              join pg_db_role_setting s on s.setrole = r.oid where r.rolname like 'breeze%'
            """)
        #expect(rows.count == Roles.all.count)
        for row in rows {
            let (name, set): (String, String) = (try row("name"), try row("set"))
            let mayTakeLong = [Roles.owner, Roles.backup].contains(name)
            #expect(set.contains(mayTakeLong ? "statement_timeout=0" : "statement_timeout=20s"), "\(name)")
            #expect(set.contains("lock_timeout=\(mayTakeLong ? 2 : 10)s"), "\(name)")
            #expect(set.contains("idle_in_transaction_session_timeout="), "\(name)")
        }
    }

    @Test("connecting blocks a thread of its own, and never the loop") func dialling() async throws {
        let folder = "/tmp/breeze-deaf-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let deaf = try connected(nil, folder + "/.s.PGSQL.5432")  // takes connections, and never says a word
        defer {
            close(deaf)
            try? FileManager.default.removeItem(atPath: folder)
        }
        let silent = Database(
            Plan(at: "host=\(folder) dbname=x", [.init("breeze_org", shared: 1, leased: 1)], patience: .seconds(120)),
            on: [ThrowawayDatabase.loop])
        let waiting = Task { try await silent.reading(in: .ada).one("select 1") }
        // The same loop goes on with everything else meanwhile.
        for _ in 0..<50 { #expect(try await database.reading(in: .ada).one("select 1::int as one")?("one") == 1) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        await silent.close()
    }

    @Test("a socket folder is absolute, for libpq takes another for a host's name") func absolute() throws {
        let cluster = try Cluster("some/where")
        #expect(cluster.address.hasPrefix("host='/"))
    }

    @Test("out of step: an answer that nobody asked for costs the connection, and nobody gets it") func outOfStep()
        async throws
    {
        let cable = try Cable(to: try socket)
        defer { cable.close() }
        let throwaway = try ThrowawayDatabase.current
        let database = Database(
            Plan(
                at: "host=\(cable.folder) dbname=\(throwaway.name)",
                [.init("breeze_org", shared: 1, leased: 1), .init("breeze_system", shared: 1, leased: 1)]),
            on: [ThrowawayDatabase.loop])
        let reading = database.reading(in: .ada)
        #expect(try await reading.one("select \(1)::int as number")?("number") == 1)
        cable.slipIn(Array("Z\0\0\0\u{5}I".utf8))  // one end of a group too many
        for number in 2..<40 {
            #expect(try await reading.one("select \(number)::int as number")?("number") == number)
        }
        #expect(await database.counts().lost == 1)
        await database.close()
    }

    @Test("every result is given back: fifty thousand statements cost no memory", .timeLimit(.minutes(5)))
    func leaks() async {
        await #expect(processExitsWith: .success) {
            let throwaway = try await ThrowawayDatabase.make(schema)
            let reading = throwaway.opened().reading(in: .ada)
            func ask(_ times: Int) async throws {
                for round in 0..<times {
                    _ = try await reading.all((0..<50).map { _ in "select \(round)::int as number" })
                    _ = try? await reading.one("select 1 / \(0)::int as number")
                }
            }
            try await ask(100)
            let before = try residentMegabytes()
            try await ask(1000)
            let after = try residentMegabytes()
            // A result is 2 KB at least: a leak of one in ten would show.
            guard after - before < 10 else { throw Unexpected(text: "\(before) MB became \(after) MB") }
        }
    }
}

func residentMegabytes() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return (Int(pages[1]) ?? 0) * Int(getpagesize()) >> 20
}
