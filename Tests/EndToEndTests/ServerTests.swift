// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Rehearsal
import Testing

/// The server as a process: how it starts, what it says, how it ends.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ServerTests {
    @Test("it stops in order at once, and starts again on what it left") func life() async throws {
        try await Product.with { product in
            _ = try await product.call("create_organization", ["--name", "Acme"])
            #expect(await product.stop() == 0)
            try await product.start()
            let names = try await product.call("list_organizations")
            #expect("\(names)".contains("Acme"))
        }
    }

    @Test("it is killed, and PostgreSQL is killed: what was answered is there afterwards") func killed() async throws {
        try await Product.with { product in
            for round in 0..<3 {
                _ = try await product.call("create_organization", ["--name", "Round \(round)"])
                if round == 1 { kill(try await product.postmaster(), SIGKILL) }
                if round != 1 {
                    await product.kill()
                    try await product.start()
                }
                let names = try await product.eventually("the server answers again") {
                    let (status, answer) = try await product.ask("list_organizations")
                    return status == 0 ? "\(answer)" : nil
                }
                for done in 0...round { #expect(names.contains("Round \(done)")) }
            }
        }
    }

    @Test("two servers on one folder: the second says whose it is, and the first goes on") func twice() async throws {
        try await Product.with { product in
            let second = try await product.run([
                "run", "--console-port", "1", "--agents-port", "2", "--health-port", "3",
            ])
            #expect(second.status == 1)
            #expect(second.err.contains(product.folder.path) && second.err.contains("lock"), "\(second.err)")
            #expect(try await product.ask("list_sites").status == 0)
        }
    }

    @Test("a port in use is named, with what to do") func port() async throws {
        try await Product.with { product in
            let folder = product.folder.path + "-other"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let program = Product.program.path
            let second = try await Host.ask([
                program, "run", "--data", folder, "--console-port", "\(product.console)", "--agents-port", "0",
            ])
            #expect(second.status != 0)
            let third = try await Host.ask(
                [program, "run", "--data", folder, "--console-port", "\(product.console)", "--agents-port", "1"],
                within: .seconds(60))
            #expect(third.status == 1 && third.err.contains("\(product.console)"), "\(third.err)")
        }
    }

    @Test("a folder that a newer program has used is left alone, and says so") func newer() async throws {
        try await Product.with { product in
            let told = try await product.psql(
                "insert into schema_migration select 'later_1_things', checksum, applied_at from schema_migration limit 1",
                as: "breeze_owner")
            #expect(told.status == 0, "\(told.err)")
            await product.stop()
            let refused = try await product.run(["run"])
            #expect(refused.status == 1 && refused.err.contains("newer program"), "\(refused.err)")
            #expect(refused.err.contains("later_1_things"))
        }
    }

    @Test("health is said on loopback; readiness follows the database, which comes back") func health() async throws {
        try await Product.with { product in
            #expect(try await product.health("/healthz").status == 200)
            #expect(try await product.health("/readyz").status == 200)
            #expect(try await product.health("/metrics").text.contains("# TYPE"))
            #expect(try await product.health("/devices").status == 404)
            try await product.signalPostgres(SIGSTOP)
            try await product.eventually("the server is not ready, and alive") {
                try await product.health("/readyz").status == 503 ? true : nil
            }
            #expect(try await product.health("/healthz").status == 200)
            try await product.signalPostgres(SIGCONT)
            try await product.eventually("the server is ready again") {
                try await product.health("/readyz").status == 200 ? true : nil
            }
        }
    }

    @Test("the official MCP client, in every mode, is content") func mcp() async throws {
        try await Product.with { product in
            let folder = product.folder.appending(path: "companion")
            let enrolled = try await Host.run([
                Product.agent.path, "enroll", "--data", folder.path, "--server", "https://localhost:\(product.agents)",
                "--key", try await product.enrollmentKey(), "--ca-sha256", try await product.fingerprint(),
            ])
            #expect(enrolled.contains("enrolled"))
            let key = try await product.apiKey(["devices:read", "devices:release", "devices:diagnose"])
            let checked = try await product.script("mcp_check", [product.url + "/mcp", key])
            #expect(checked.status == 0, "\(checked.out) \(checked.err)")
        }
    }

    @Test("a person finds their way in a browser, light and dark, wide and narrow") func browser() async throws {
        try await Product.with(["--with-agent", Product.agent.path]) { product in
            let signIn = try await product.run(["login"])
            let link = try #require(
                signIn.out.firstMatch(of: /(http:\S+)(\/setup\/\S+)/), "\(signIn.out) \(signIn.err)")
            #expect(link.output.1 == product.url)
            let path = String(link.output.2)
            let out = product.folder.path + "/shots"
            let seen = try await product.script("browse", [product.url, path, "--out", out], within: .seconds(420))
            #expect(seen.status == 0, "\(seen.out) \(seen.err)")
        }
    }
}
