// SPDX-License-Identifier: Apache-2.0
import CSpawn
import Foundation
import Loops
import Rehearsal
import Testing

@testable import Postgres

/// What a PostgreSQL that is our child is known to trip over.
@Suite(.serialized, .timeLimit(.minutes(3))) struct TrapTests {
    private static func withCluster(
        _ name: String, mode: Cluster.Mode = .throwaway, _ body: (Cluster, String) async throws -> Void
    ) async throws {
        let path = "/tmp/breeze-test-\(getpid())-\(name)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let cluster = try Cluster(path, mode: mode)
        do {
            try await body(cluster, path)
        } catch {
            try await elsewhere { cluster.stop() }
            throw error
        }
        try await elsewhere { cluster.stop() }
    }

    private static func lives(_ process: Int32) -> Bool { kill(process, 0) == 0 }

    @Test("the signal at our death follows the thread that spawned: ours lasts as long as the server")
    func deathOfThread() async throws {
        try await Self.withCluster("thread") { cluster, _ in
            // Started by a thread that ends at once.
            try await elsewhere { try cluster.start() }
            let process = try #require(cluster.process)
            for _ in 0..<20 {
                #expect(cluster.process == process)
                _ = try StartupConnection(cluster.address, as: Roles.owner)
            }
        }
        // And it is so that a child of such a thread dies with it.
        let child: Int32 = try await elsewhere {
            try Account().spawn("/bin/sleep", ["600"], output: -1, diesWith: SIGKILL)
        }
        var status: Int32 = 0
        #expect(cs_wait(child, &status) == child)
        #expect(cs_ending_signal(status) == SIGKILL)
    }

    @Test("a dead postmaster that nobody has reaped holds the start up, and does not prevent it") func unreaped()
        async throws
    {
        try await Self.withCluster("unreaped") { cluster, path in
            try await elsewhere { try cluster.start() }
            cluster.stop()
            let zombie = try Account().spawn("/bin/true", [], output: -1, diesWith: 0)
            cs_await_end(zombie)
            let lock = "\(zombie)\n\(path)/data\n\(time(nil))\n5432\n\(path)/socket\n\n"
            try lock.write(toFile: path + "/data/postmaster.pid", atomically: false, encoding: .utf8)
            thread {
                // Reaped once PostgreSQL has stumbled over it.
                while (try? String(contentsOfFile: path + "/log", encoding: .utf8))?.contains("already exists") != true
                {
                    usleep(5000)
                }
                var status: Int32 = 0
                cs_wait(zombie, &status)
            }
            try await elsewhere { try cluster.start() }
            _ = try StartupConnection(cluster.address, as: Roles.owner)
        }
    }

    @Test("an initdb that is killed, with what it has started, does not hinder the next one") func killedInitdb()
        async throws
    {
        try await Self.withCluster("initdb") { cluster, path in
            let isOver = AtomicFlag()
            thread {
                // Somebody kills initdb, and it leaves a child that goes on for a while.
                while !isOver.isSet {
                    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
                    guard names.contains(where: { $0.hasPrefix("data.new-") }),
                        let initdb = process(with: path + "/data.new-")
                    else { continue }
                    kill(initdb, SIGKILL)
                    break
                }
            }
            await #expect(throws: Cluster.Failed.self) { try await elsewhere { try cluster.start() } }
            isOver.set()
            try await elsewhere { try cluster.start() }
            _ = try StartupConnection(cluster.address, as: Roles.owner)
            let left = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasPrefix("data.new") }
            #expect(left == [])
        }
    }

    @Test("nobody asks a server that is not ready: its log has no refused sessions") func quiet() async throws {
        try await Self.withCluster("quiet") { cluster, path in
            try await elsewhere { try cluster.start() }
            let said = try String(contentsOfFile: path + "/log", encoding: .utf8)
            #expect(said.contains("ready to accept connections"))
            #expect(!said.contains("FATAL"), "\(said)")
        }
    }

    @Test("a cluster from before a role was added has it after its next start") func newRole() async throws {
        try await Self.withCluster("role", mode: .production) { cluster, _ in
            try await elsewhere { try cluster.start() }
            try cluster.byRoot("revoke all on database breeze from breeze_backup", in: "breeze")
            try cluster.byRoot("drop role breeze_backup", in: "breeze")
            #expect(throws: Complaint.self) { try StartupConnection(cluster.address, as: Roles.backup) }
            try await elsewhere {
                cluster.stop()
                try cluster.start()
            }
            _ = try StartupConnection(cluster.address, as: Roles.backup)
        }
    }

    @Test("everything killed at once, as by a power cut: recovery gives back what was committed") func power()
        async throws
    {
        try await Self.withCluster("power", mode: .production) { cluster, _ in
            try await elsewhere { try cluster.start() }
            try cluster.migrate(
                Migrations([("one", "create table one (n int); grant select, insert on one to breeze_org")]))
            let writer = try StartupConnection(cluster.address, as: "breeze_org")
            for number in 0..<200 { try writer.run("insert into one values (\(number))") }
            let process = try #require(cluster.process)
            let workers = try String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
            for pid in workers.split(separator: " ").compactMap({ Int32($0) }) + [process] { kill(pid, SIGKILL) }
            try await eventually { cluster.process.map { $0 != process } ?? false }
            try await eventually { (try? StartupConnection(cluster.address, as: Roles.owner)) != nil }
            let reader = try StartupConnection(cluster.address, as: "breeze_org")
            #expect(try reader.rows("select count(*) from one") == [["200"]])
        }
    }

    @Test(
        "on no port, and behind a folder that others cannot enter",
        .enabled(if: geteuid() == 0, "needs root to be another"))
    func closed() async throws {
        try await Self.withCluster("closed") { cluster, path in
            try await elsewhere { try cluster.start() }
            let owner = try StartupConnection(cluster.address, as: Roles.owner)
            #expect(try owner.rows("select current_setting('listen_addresses')") == [[""]])
            #expect(
                try FileManager.default.attributesOfItem(atPath: path + "/socket")[.posixPermissions] as? Int == 0o700)
        }
        await #expect(processExitsWith: .success) {
            let cluster = try ThrowawayCluster.get()
            let socket = cluster.folder.socket + "/.s.PGSQL.5432"
            guard setgid(65_534) == 0, setuid(65_534) == 0 else { throw Unexpected(text: "cannot become nobody") }
            if (try? connected(socket, nil)) != nil { throw Unexpected(text: "nobody came in") }
            _exit(0)  // what root began, nobody cannot end; the next run sweeps it up
        }
    }
}

/// The process that has a word with this beginning on its command line.
private func process(with prefix: String) -> Int32? {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { Int32($0) }.first { pid in
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
        let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return words.first?.hasSuffix("initdb") == true && words.contains { $0.hasPrefix(prefix) }
    }
}
