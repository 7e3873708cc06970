// SPDX-License-Identifier: Apache-2.0
import Foundation
import Loops
import Programs
import Rehearsal
import Testing

@testable import Postgres

/// A cluster's life under one folder: begun, killed, begun again, shared with nobody.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ClusterTests {
    private static func folder(_ name: String) -> String { "/tmp/breeze-test-\(getpid())-\(name)" }

    private static func withFolder(_ name: String, _ body: (String) async throws -> Void) async throws {
        let path = folder(name)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    private static func opened(_ cluster: Cluster) -> Database {
        Database(
            Plan(
                at: cluster.address,
                [.init("breeze_org", shared: 2, leased: 1), .init("breeze_owner", shared: 1, leased: 1)],
                patience: .seconds(30)), on: [ThrowawayDatabase.loop])
    }

    @Test(
        "it begins from nothing, keeps what was committed through kills and restarts, and backs up before it migrates")
    func life() async throws {
        try await Self.withFolder("life") { path in
            let cluster = try Cluster(path)
            try cluster.start()
            defer { cluster.stop() }
            let one = (name: "one", sql: "create table one (number int); grant select, insert on one to breeze_org")
            #expect(try cluster.migrate(Migrations([one])) == ["one"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/backups") == [])
            let database = Self.opened(cluster)
            try await Self.killsBackends(cluster, database)
            try await Self.killsPostmaster(cluster, database)
            try await Self.restarts(cluster, database)
            #expect(try await database.reading(in: .ada).one("select count(*) as count from one")?("count") == 3)
            try Self.migrates(cluster, path, [one])
            try Self.isPrivate(path)
            await database.close()
        }
    }

    /// A load of readings, of which none may be answered wrongly; they may fail only for want of a connection.
    private static func underLoad(_ database: Database, _ body: @escaping @Sendable () throws -> Void) async throws {
        let faults = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<8 {
                group.addTask {
                    var faults: [String] = []
                    for round in 0..<300 {
                        if worker == 0, round == 100 { try body() }
                        let number = worker * 1000 + round
                        do {
                            let answer: Int? = try await database.reading(in: .ada).one("select \(number)::int as n")?(
                                "n")
                            if answer != number { faults.append("\(number) became \(answer ?? -1)") }
                        } catch PostgresError.connectionLost {
                        } catch { faults.append("\(error)") }
                    }
                    return faults
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(faults == [])
    }

    private static func insert(_ number: Int, _ database: Database) async throws {
        try await eventually {
            do {
                try await database.transaction(in: .ada) { try await $0.run("insert into one values (\(number)::int)") }
                return true
            } catch PostgresError.connectionLost { return false }
        }
    }

    private static func killsBackends(_ cluster: Cluster, _ database: Database) async throws {
        try await insert(1, database)
        let process: Int? = try await database.reading(in: .ada).one("select pg_backend_pid() as process")?("process")
        try await underLoad(database) { kill(pid_t(try #require(process)), SIGKILL) }
        #expect(await database.counts().lost > 0)
    }

    private static func killsPostmaster(_ cluster: Cluster, _ database: Database) async throws {
        try await insert(2, database)
        let process = try #require(cluster.process)
        try await underLoad(database) { kill(process, SIGKILL) }
        try await eventually { cluster.process.map { $0 != process } ?? false }
        #expect(await database.isReachable())
    }

    private static func restarts(_ cluster: Cluster, _ database: Database) async throws {
        try await insert(3, database)
        try await underLoad(database) {
            cluster.stop()
            try cluster.start()
        }
    }

    /// Each step gets a backup that can be read, and three are kept.
    private static func migrates(_ cluster: Cluster, _ path: String, _ before: [(name: String, sql: String)]) throws {
        var steps = before
        for number in 1...4 {
            steps.append((name: "more_\(number)", sql: "create table more_\(number) (number int)"))
            #expect(try cluster.migrate(Migrations(steps)) == ["more_\(number)"])
        }
        let kept = try FileManager.default.contentsOfDirectory(atPath: path + "/backups").sorted()
        #expect(kept.filter { $0.hasSuffix(".dump") } == (2...4).map { "00000\($0)-before-more_\($0).dump" })
        #expect(kept.count == 9, "each with its checksum and its manifest")
        let listed = try Program("/usr/bin/pg_restore", ["-l", path + "/backups/" + kept[0]]).run()
        #expect(listed.ending.isSuccess)
        #expect(try cluster.migrate(Migrations(steps)) == [])
    }

    private static func isPrivate(_ path: String) throws {
        for (folder, mode) in [
            ("data", 0o700), ("socket", 0o700), ("backups", 0o700), ("", geteuid() == 0 ? 0o710 : 0o700),
        ] {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(folder)")
            #expect(attributes[.posixPermissions] as? Int == mode, "\(folder)")
        }
    }

    @Test("when its program is killed the server ends too, and the next program finds everything that was committed")
    func orphan() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let cluster = try Cluster("/tmp/breeze-test-\(getppid())-orphan")
            try cluster.start()
            try cluster.migrate(
                Migrations([("one", "create table one as select 7 as number; grant select on one to breeze_org")]))
            kill(getpid(), SIGKILL)
        }
        try await Self.withFolder("orphan") { path in
            let cluster = try Cluster(path)
            try cluster.start()
            defer { cluster.stop() }
            let database = Self.opened(cluster)
            #expect(try await database.reading(in: .ada).one("select number from one")?("number") == 7)
            await database.close()
        }
    }

    @Test("a full disk is said to be one, and loses nothing", .enabled(if: geteuid() == 0, "needs root to mount one"))
    func fullDisk() async throws {
        try await Self.withFolder("disk") { path in
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try #require(Self.run("/bin/mount", "-t", "tmpfs", "-o", "size=260m,mode=755", "none", path))
            defer { _ = Self.run("/bin/umount", "-l", path) }
            let cluster = try Cluster(path + "/pg")
            try cluster.start()
            let one = (name: "one", sql: "create table one as select 7 as number; grant select on one to breeze_org")
            try cluster.migrate(Migrations([one]))
            cluster.stop()
            let stuffing = path + "/stuffing"
            #expect(!Self.run("/bin/dd", "if=/dev/zero", "of=" + stuffing, "bs=64k", "status=none"))
            let error = #expect(throws: Cluster.Failed.self) { try cluster.start() }
            #expect(error?.description.contains("the disk is full: make room there, or choose another --data") == true)
            let other = try Cluster(path + "/other")
            let refusal = #expect(throws: Cluster.Failed.self) { try other.start() }
            #expect(refusal?.description.contains("make room") == true)
            try FileManager.default.removeItem(atPath: stuffing)
            try cluster.start()
            let database = Self.opened(cluster)
            #expect(try await database.reading(in: .ada).one("select number from one")?("number") == 7)
            await database.close()
            cluster.stop()
        }
    }

    private static func run(_ path: String, _ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test("a second server on one folder is told who holds it") func two() async throws {
        let holder = try ThrowawayCluster.get()
        let second = try Cluster(holder.folder.path, mode: .throwaway)
        let error = #expect(throws: Cluster.Failed.self) { try second.start() }
        #expect(
            error?.description
                == "another server (process \(getpid())) uses \(holder.folder.path): stop that one, or start this one with another --data"
        )
    }

    @Test("an initdb that was killed leaves nothing that matters") func remains() async throws {
        try await Self.withFolder("remains") { path in
            try FileManager.default.createDirectory(
                atPath: path + "/data.new-abcdef", withIntermediateDirectories: true)
            let cluster = try Cluster(path, mode: .throwaway)
            try cluster.start()
            cluster.stop()
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: path).sorted() == [
                    "backups", "data", "lock", "log", "socket",
                ])
        }
    }

    @Test("settings that the server cannot take are said with its own words, and soon") func broken() async throws {
        try await Self.withFolder("broken") { path in
            let cluster = try Cluster(path, mode: .throwaway)
            try cluster.start()
            cluster.stop()
            try "nonsense = 1".write(toFile: path + "/data/postgresql.auto.conf", atomically: false, encoding: .utf8)
            let error = #expect(throws: Cluster.Failed.self) { try cluster.start() }
            let said = error?.description ?? ""
            #expect(said.contains("configuration file"), "\(said)")
            #expect(cluster.process == nil)
        }
    }

    @Test("a long log is cut, and what it said is kept once") func log() async throws {
        try await Self.withFolder("log") { path in
            let cluster = try Cluster(path, mode: .throwaway)
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            let long = Data(repeating: UInt8(ascii: "x"), count: Cluster.logLimit + 1)
            try long.write(to: URL(filePath: path + "/log"))
            #expect(cluster.rotateLog() == 0)
            #expect(FileManager.default.contents(atPath: path + "/log.1")?.count == long.count)
            try long.write(to: URL(filePath: path + "/log"))
            cluster.cutLog()
            #expect(FileManager.default.contents(atPath: path + "/log")?.count == 0)
            #expect(FileManager.default.contents(atPath: path + "/log.1")?.count == Cluster.logLimit)
        }
    }
}
