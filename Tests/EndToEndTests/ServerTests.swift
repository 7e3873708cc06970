// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Rehearsal
import Shapes
import Synchronization
import Testing
import Vocabulary

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

    @Test("server and PostgreSQL are killed while batches are under way: what was acknowledged is there, and once")
    func midBatch() async throws {
        try await Product.with { product in
            let machine = try await product.workstation()
            let isOver = Flag()
            let acknowledged = try await withThrowingTaskGroup(of: Int?.self) { group in
                group.addTask {
                    for round in 0..<6 {
                        try await Task.sleep(for: .milliseconds(400 + 150 * round))
                        if round.isMultiple(of: 2) {
                            kill(try await product.postmaster(), SIGKILL)
                        } else {
                            await product.kill()
                            try await product.start()
                        }
                    }
                    isOver.set()
                    return nil
                }
                group.addTask { try await send(from: machine, until: isOver) }
                var last: Int?
                for try await sent in group { last = sent ?? last }
                return last ?? -1
            }
            #expect(acknowledged > 100)
            let rows = try await product.rows(
                """
                select count(*) filter (where sequence <= \(acknowledged)), count(*) - count(distinct sequence)
                  from metrics_sample where device_id = '\(machine.device)'
                """)
            #expect(rows == "\(acknowledged + 1)|0")
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
            let seen = try await product.script("browse", [product.url, path, "--out", out], within: .seconds(540))
            #expect(seen.status == 0, "\(seen.out) \(seen.err)")
        }
    }

    @Test("the same over TLS, with the certificate of the server's own authority") func secureBrowser() async throws {
        try await Product.with(["--with-agent", Product.agent.path], over: .https) { product in
            let signIn = try await product.run(["login"])
            let link = try #require(
                signIn.out.firstMatch(of: /(https:\S+)(\/setup\/\S+)/), "\(signIn.out) \(signIn.err)")
            #expect(link.output.1 == product.url)
            let seen = try await product.script(
                "browse", [product.url, String(link.output.2), "--trust-any-certificate", "--brief"],
                within: .seconds(300))
            #expect(seen.status == 0, "\(seen.out) \(seen.err)")
        }
    }
}

/// Sends batch after batch as an agent does: what was not acknowledged is sent again.
///
/// Returns the last number that was.
private func send(from machine: Workstation, until isOver: Flag) async throws -> Int {
    var last = -1
    while !isOver.isSet {
        do {
            let body = RawJSON([
                "logical_cpus": 1, "disks": [], "interfaces": [], "processes": [], "missing": [],
            ])
            let now = Instant(milliseconds: Int(Date().timeIntervalSince1970 * 1000))
            let batch = (last + 1..<last + 11).map { number in
                Batch.Sample(sequence: number, kind: "metrics.sample", observedAt: now, boot: nil, body: body)
            }
            last = max(last, try await machine.send(batch).sequence)
        } catch {
            try await Task.sleep(for: .milliseconds(50))
            _ = try? await machine.connect()
        }
    }
    return last
}

private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
}
