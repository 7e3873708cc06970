// SPDX-License-Identifier: Apache-2.0
import Foundation
import Loops
import Postgres
import Rehearsal
import Testing

/// What was acknowledged is there, once, and what was read is right, whatever happens to the server and the way to it.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LoadTests {
    private static let writers = 6
    private static let table = (
        "load_1_create",
        """
        create table load (writer int, number int, attempt int, primary key (writer, number, attempt));
        grant select, insert on load to breeze_org, breeze_system
        """
    )

    /// What one writer knows of what it wrote.
    private struct Told: Sendable {
        var acknowledged: Set<String> = []
        /// Perhaps there, perhaps not.
        var unknown: Set<String> = []
        var lost: Set<String> = []
        var wrong: [String] = []
    }

    @Test("backends are killed, PostgreSQL is killed and restarted, and the way to it is cut, under load")
    func troubles() async throws {
        let folder = "/tmp/breeze-test-\(getpid())-load"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cluster = try Cluster(folder)
        try await elsewhere {
            try cluster.start()
            try cluster.migrate(Migrations([Self.table]))
        }
        defer { cluster.stop() }
        let cable = try Cable(to: folder + "/socket")
        defer { cable.close() }
        let database = Database(
            Plan(
                at: cable.address,
                [.init("breeze_org", shared: 2, leased: 4), .init("breeze_system", shared: 1, leased: 1)],
                patience: .seconds(60)), on: [ThrowawayDatabase.loop])
        let isOver = AtomicFlag()
        let told = try await withThrowingTaskGroup(of: Told?.self) { group in
            for writer in 0..<Self.writers { group.addTask { await Self.write(writer, database, until: isOver) } }
            for _ in 0..<4 { group.addTask { await Self.read(database, until: isOver) } }
            group.addTask {
                try await Self.trouble(cluster, cable, database)
                isOver.set()
                return nil
            }
            return try await group.reduce(into: Told()) { all, one in
                guard let one else { return }
                all.acknowledged.formUnion(one.acknowledged)
                all.unknown.formUnion(one.unknown)
                all.lost.formUnion(one.lost)
                all.wrong += one.wrong
            }
        }
        #expect(told.wrong == [])
        #expect(await database.counts().lost > 5, "there was trouble")
        let rows: [String] = try await database.reading(in: .system).rows(
            "select format('%s.%s.%s', writer, number, attempt) as key from load", limit: 1_000_000
        ).map { try $0("key") }
        #expect(Set(rows).count == rows.count)
        #expect(told.acknowledged.isSubset(of: rows), "an acknowledged write is lost")
        #expect(Set(rows).subtracting(told.acknowledged).isSubset(of: told.unknown), "a write that was said to be lost")
        #expect(told.acknowledged.count > 200)
        await database.close()
    }

    private static func trouble(_ cluster: Cluster, _ cable: Cable, _ database: Database) async throws {
        for round in 0..<9 {
            try await progress(database)
            switch round % 3 {
            case 0:
                try cluster.byRoot(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'breeze_org'")
            case 1:
                cable.cut()
                cable.mend()
            default:
                let process = try #require(cluster.process)
                if round == 2 { kill(process, SIGKILL) } else { kill(process, SIGINT) }
                try await eventually { cluster.process.map { $0 != process } ?? false }
            }
        }
        try await progress(database)
    }

    /// The load goes on for a while.
    private static func progress(_ database: Database) async throws {
        func count() async throws -> Int {
            try await again {
                try await database.reading(in: .system).one("select count(*) as count from load")?("count") ?? 0
            }
        }
        let before = try await count()
        try await eventually { try await count() > before + 40 }
    }

    private static func again<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
        while true {  // until the time limit of the suite
            do { return try await body() } catch let error as PostgresError where error.isAboutTheWay {
                try Task.checkCancellation()
            }
        }
    }

    private static func write(_ writer: Int, _ database: Database, until isOver: AtomicFlag) async -> Told {
        var told = Told()
        var number = 0
        while !isOver.isSet {
            var attempt = 0
            while !isOver.isSet {
                let key = "\(writer).\(number).\(attempt)"
                do {
                    try await database.transaction(in: .ada) { session in
                        try await session.run(
                            "insert into load values (\(writer)::int, \(number)::int, \(attempt)::int)")
                    }
                    told.acknowledged.insert(key)
                    break
                } catch PostgresError.outcomeUnknown { told.unknown.insert(key) } catch let error as PostgresError
                    where error.isAboutTheWay
                { told.lost.insert(key) } catch { told.wrong.append("\(key): \(error)") }
                attempt += 1
            }
            number += 1
        }
        return told
    }

    /// Each answer belongs to its question.
    private static func read(_ database: Database, until isOver: AtomicFlag) async -> Told {
        var (told, number) = (Told(), 0)
        while !isOver.isSet {
            number += 1
            do {
                let answers = try await database.reading(in: .ada).all([
                    "select \(number)::int as number", "select \(-number)::int as number",
                ])
                let seen: [Int] = try answers.map { try $0[0]("number") }
                if seen != [number, -number] { told.wrong.append("\(number): \(seen)") }
            } catch let error as PostgresError where error.isAboutTheWay {
            } catch { told.wrong.append("\(error)") }
        }
        return told
    }
}

extension PostgresError {
    /// Nobody's statement was at fault.
    fileprivate var isAboutTheWay: Bool {
        switch self {
        case .connectionLost, .deadline, .busy, .outcomeUnknown: true
        case .refused(let state, _): state == "57P03"
        case .tooMany, .constraint, .serialization: false
        }
    }
}
