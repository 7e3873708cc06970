// SPDX-License-Identifier: Apache-2.0
import Files
import Foundation
import Glibc
import JSON
import Loops
import Programs
import Rehearsal
import Web

/// A fleet's folder, and the program that works in it.
struct Fleet: Sendable {
    let folder: String

    struct Ended: Sendable {
        let status: Int32
        let output: String
    }
    struct Unexpected: Error { let what: String }

    init() throws { folder = NSTemporaryDirectory() + "breeze-fleet-\(UUID().uuidString)" }

    /// It is built beside the tests.
    private static var program: String {
        get throws {
            let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(filePath: own).deletingLastPathComponent().appending(path: "breeze-fleet").path
        }
    }

    /// Blocks a thread of its own: the server runs in this very process.
    func run(_ arguments: [String]) async throws -> Ended {
        let program = Program(try Self.program, arguments + ["--data", folder])
        let finished: Result<Finished, any Error> = await withCheckedContinuation { continuation in
            thread { continuation.resume(returning: Result { try program.run(deadline: .seconds(120)) }) }
        }
        let said = try finished.get()
        guard case .exited(let status) = said.ending else { throw Unexpected(what: "breeze-fleet \(said.ending)") }
        return Ended(status: status, output: String(decoding: said.output + said.errors, as: UTF8.self))
    }

    /// One that runs meanwhile, and what it has said so far.
    struct Begun: Sendable {
        let child: Child
        let output: String
        var said: String { String(decoding: (try? contents(of: output)) ?? [], as: UTF8.self) }
    }

    func begin(_ arguments: [String]) throws -> Begun {
        let output = folder + ".out"
        let file = open(output, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(file) }
        return Begun(
            child: try Program(try Self.program, arguments + ["--data", folder]).start(output: file), output: output)
    }

    func key(uses: Int, into customer: World.Customer, of world: World) async throws -> String {
        let made = try await world.ask(
            "create_enrollment_key", ["site": .string("\(customer.site)"), "uses": .integer(uses)])
        guard case .string(let secret)? = made["secret"] else { throw Unexpected(what: "\(made.body)") }
        return secret
    }

    func enrolling(_ count: Int, _ key: String, at server: String, _ world: World) throws -> [String] {
        let file = folder + ".key"
        try replace(file, with: Array(key.utf8))
        let server = server.hasSuffix("/") ? String(server.dropLast()) : server
        return [
            "enroll", "--server", server, "--key-file", file, "--ca-sha256", world.fingerprint, "--count", "\(count)",
        ]
    }

    func enroll(_ count: Int, with key: String, of world: World) async throws -> String {
        let ended = try await run(enrolling(count, key, at: world.agents.description, world))
        guard ended.status == 0 else { throw Unexpected(what: ended.output) }
        return ended.output
    }

    func enroll(_ count: Int, into customer: World.Customer, of world: World) async throws -> String {
        try await enroll(count, with: key(uses: count, into: customer, of: world), of: world)
    }

    /// The devices of Acme that this fleet has made.
    func devices(of world: World) async throws -> [JSON] {
        let members = String(decoding: try contents(of: folder + "/machines.jsonl", limit: 1 << 24), as: UTF8.self)
        let listed = try await world.ask("list_devices", ["limit": 200], by: world.acmeKey)
        guard case .array(let items)? = listed["items"] else { throw Unexpected(what: "\(listed.body)") }
        return items.compactMap { item in
            guard case .string(let device)? = item["device"], members.contains(device) else { return nil }
            return .string(device)
        }
    }
}
