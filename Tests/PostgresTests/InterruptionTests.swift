// SPDX-License-Identifier: Apache-2.0
import Foundation
import Loops
import Programs
import Rehearsal
import Testing

@testable import Postgres

/// A migration that does not come to its end: nothing of it remains, and nothing else is lost.
@Suite(.serialized, .timeLimit(.minutes(3))) struct InterruptionTests {
    private static let one = (
        name: "one_1_create", sql: "create table one as select 7 as number; grant select on one to breeze_org"
    )

    private static func numbers(_ cluster: Cluster) throws -> [[String]] {
        try StartupConnection(cluster.address, as: "breeze_org").rows("select number from one")
    }

    @Test("its program is killed half-way") func killed() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let cluster = try Cluster("/tmp/breeze-test-\(getppid())-midway")
            try cluster.start()
            let address = cluster.address
            thread {
                // Until it is in the middle of the step.
                while true {
                    let watcher = try? StartupConnection(address, as: Roles.backup)
                    let asleep = "select from pg_stat_activity where state = 'active' and query like '%pg_sleep(600)%'"
                    let others = " and pid <> pg_backend_pid()"
                    if (try? watcher?.rows(asleep + others))?.isEmpty == false { kill(getpid(), SIGKILL) }
                    usleep(5000)
                }
            }
            let half = (name: "half_1_create", sql: "create table half (number int);\nselect pg_sleep(600)")
            try cluster.migrate(Migrations([InterruptionTests.one, half]))
        }
        try await elsewhere { try Self.goOn() }
    }

    private static func goOn() throws {
        let path = "/tmp/breeze-test-\(getpid())-midway"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let cluster = try Cluster(path)
        try cluster.start()
        defer { cluster.stop() }
        let owner = try StartupConnection(cluster.address, as: Roles.owner)
        #expect(try owner.rows("select name from schema_migration") == [["one_1_create"]])
        #expect(try owner.rows("select coalesce(to_regclass('half')::text, 'gone')") == [["gone"]])
        #expect(try Self.numbers(cluster) == [["7"]])
        let half = (name: "half_1_create", sql: "create table half (number int)")
        #expect(try cluster.migrate(Migrations([Self.one, half])) == ["half_1_create"])
    }

    @Test("the disk fills", .enabled(if: geteuid() == 0, "needs root to mount one")) func fullDisk() async throws {
        try await elsewhere { try Self.fillDisk() }
    }

    private static func fillDisk() throws {
        let path = "/tmp/breeze-test-\(getpid())-narrow"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        func run(_ words: String...) throws -> Bool {
            try Program(words[0], Array(words.dropFirst())).run(deadline: .seconds(60)).ending.isSuccess
        }
        try #require(try run("/bin/mount", "-t", "tmpfs", "-o", "size=300m,mode=755", "none", path))
        defer {
            _ = try? run("/bin/umount", "-l", path)
            try? FileManager.default.removeItem(atPath: path)
        }
        let cluster = try Cluster(path + "/pg")
        try cluster.start()
        defer { cluster.stop() }
        try cluster.migrate(Migrations([Self.one]))
        let ballast = path + "/ballast"
        let room = cluster.folder.room - 24
        try #require(try run("/usr/bin/fallocate", "-l", "\(room)M", ballast))
        let big = (
            name: "big_1_fill",
            sql: "create table big as select n, repeat('x', 500) as text from generate_series(1, 200000) n"
        )
        let error = #expect(throws: (any Error).self) { try cluster.migrate(Migrations([Self.one, big])) }
        #expect(error is Migrations.Failed, "\(error.map { "\($0)" } ?? "")")
        let kept = try FileManager.default.contentsOfDirectory(atPath: path + "/pg/backups")
        #expect(kept.contains("000001-before-big_1_fill.dump"))
        try FileManager.default.removeItem(atPath: ballast)
        while (try? Self.numbers(cluster)) != [["7"]] { usleep(20_000) }  // until the time limit of the suite
        #expect(try cluster.migrate(Migrations([Self.one, big])) == ["big_1_fill"])
    }
}
