// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Rehearsal
import Shapes
import Testing
import Vocabulary

/// A server's folder is lost, and comes back from its backup.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RestoreTests {
    struct Failed: Error, CustomStringConvertible { let description: String }

    /// Rows of every kind: an organization, and what an agent has sent.
    private static func fill(_ product: Product) async throws -> Workstation {
        _ = try await product.call("create_organization", ["--name", "Acme"])
        let machine = try await product.workstation()
        let body = RawJSON(["logical_cpus": 1, "disks": [], "interfaces": [], "processes": [], "missing": []])
        try await machine.send(
            (0..<50).map { number in
                Batch.Sample(
                    sequence: number, kind: "metrics.sample",
                    observedAt: Instant(milliseconds: Int(Date().timeIntervalSince1970 * 1000)), boot: nil, body: body)
            })
        return machine
    }

    /// What does not depend on the time of asking.
    private static func answers(_ product: Product) async throws -> [String] {
        var answers: [String] = []
        for tool in ["list_organizations", "list_sites", "list_api_keys"] {
            answers.append(String(decoding: try await product.call(tool).bytes, as: UTF8.self))
        }
        return answers + [
            try await product.rows("select count(*), min(sequence), max(sequence), min(at)::text from metrics_sample"),
            try await product.rows("select string_agg(id::text, ',' order by id) from devices_device"),
        ]
    }

    private static func run(_ product: Product, _ words: String...) async throws -> Rehearsal.Host.Output {
        let output = try await product.run(words)
        guard output.status == 0 else { throw Failed(description: "\(words): \(output.out) \(output.err)") }
        return output
    }

    @Test("rows that an agent sent, a backup, the folder lost, a restore: the same answers, and the agent goes on")
    func rehearsal() async throws {
        try await Product.with { product in
            let machine = try await Self.fill(product)
            let before = try await Self.answers(product)
            let safe = product.folder.path + "-safe"
            defer { try? FileManager.default.removeItem(atPath: safe) }
            try FileManager.default.createDirectory(atPath: safe, withIntermediateDirectories: true)
            let backup = safe + "/breeze.dump"
            let told = try await Self.run(product, "db", "backup", backup)
            #expect(told.out.contains("authority"), "its key is not in it, and it says so")
            let verified = try await Self.run(product, "db", "verify", backup)
            #expect(verified.out.hasPrefix("good: "), "\(verified.out)")
            _ = try await Rehearsal.Host.run(["cp", "-a", product.folder.path + "/authority", safe])
            // What comes after the backup is lost with the folder.
            _ = try await product.call("create_organization", ["--name", "Too late"])
            await machine.hangUp()
            await product.stop()
            let home = try #require(
                try FileManager.default.contentsOfDirectory(atPath: product.folder.path).first {
                    $0.hasPrefix("workstation-")
                })
            try FileManager.default.moveItem(atPath: product.folder.path + "/" + home, toPath: safe + "/" + home)
            try FileManager.default.removeItem(at: product.folder)
            try FileManager.default.createDirectory(at: product.folder, withIntermediateDirectories: true)
            _ = try await Rehearsal.Host.run(["cp", "-a", safe + "/authority", product.folder.path])
            _ = try await Self.run(product, "db", "restore", backup)
            try FileManager.default.moveItem(atPath: safe + "/" + home, toPath: product.folder.path + "/" + home)
            try await product.start()
            #expect(try await Self.answers(product) == before)
            #expect(try await machine.connect().welcome?.acknowledged == 49)
        }
    }

    @Test("over what is there only with --replace, which keeps it; while the server runs, not at all") func replaced()
        async throws
    {
        try await Product.with { product in
            let backup = product.folder.path + "/one.dump"
            _ = try await product.call("create_organization", ["--name", "Then"])
            _ = try await Self.run(product, "db", "backup", backup)
            _ = try await product.call("create_organization", ["--name", "Since"])
            let running = try await product.run(["db", "restore", backup])
            #expect(running.status == 1 && running.err.contains("stop it first"), "\(running.err)")
            await product.stop()
            let refused = try await product.run(["db", "restore", backup])
            #expect(refused.status == 1 && refused.err.contains("--replace"), "\(refused.err)")
            try await product.start()
            #expect("\(try await product.call("list_organizations"))".contains("Since"))
            await product.stop()
            let replaced = try await product.run(["db", "restore", backup, "--replace"])
            #expect(replaced.status == 0 && replaced.out.contains("breeze_before_1"), "\(replaced.out) \(replaced.err)")
            try await product.start()
            let names = "\(try await product.call("list_organizations"))"
            #expect(names.contains("Then") && !names.contains("Since"))
            let kept = try await Rehearsal.Host.ask([
                "psql", "-X", "-A", "-t", "-h", product.folder.path + "/postgres/socket", "-U", "breeze_system", "-d",
                "breeze_before_1", "-c", "select count(*) from house.organization where name = 'Since'",
            ])
            #expect(kept.out == "1\n", "\(kept.err)")
        }
    }

    @Test("status says how the database stands, to people and to programs, and whether the server runs or not")
    func status() async throws {
        try await Product.with { product in
            let none = try await Self.run(product, "db", "status")
            #expect(none.out.contains("last backup") && none.out.contains("none"))
            _ = try await Self.run(product, "db", "backup")
            for _ in 0..<2 {
                let told = try await Self.run(product, "db", "status", "--json")
                let status = try JSON(parsing: Array(told.out.utf8))
                guard case .integer(let bytes)? = status["database"]?["bytes"],
                    case .integer(let migrations)? = status["database"]?["migrations"],
                    case .array(let partitions)? = status["database"]?["partitions"],
                    case .integer(let size)? = status["last_backup"]?["bytes"]
                else {
                    Issue.record("\(told.out)")
                    return
                }
                #expect(bytes > 1_000_000 && migrations > 6 && partitions.count > 2 && size > 1000)
                await product.stop()
            }
        }
    }

    @Test("the shell is psql on this database, for all organizations") func shell() async throws {
        try await Product.with { product in
            _ = try await product.call("create_organization", ["--name", "Acme"])
            let told = try await Self.run(
                product, "db", "shell", "select current_user, count(*) from house.organization")
            #expect(told.out.contains("breeze_system") && told.out.contains("2"), "\(told.out)")
            let roles = try await Self.run(product, "db", "roles")
            #expect(roles.out.contains("alter role breeze_org login nosuperuser"))
            await product.stop()
            let closed = try await product.run(["db", "shell", "select 1"])
            #expect(closed.status == 1 && closed.err.contains("not running"), "\(closed.err)")
        }
    }
}
