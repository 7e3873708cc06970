// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
import JSON
import Loops
import Programs
import Web

/// A server of our own: its folder, its ports, and what we ask of it at its own terminal.
struct Premises: Sendable {
    let folder: String
    let console: WebAddress
    let health: WebAddress
    let agents: String
    private let program: String
    private let ports: [Int]
    private let terminal: WebClient

    private static let patience = Duration.seconds(120)

    init(_ program: String, in folder: String, on loop: EventLoop) throws {
        (self.program, self.folder) = (program, folder)
        try makeFolder(folder, mode: 0o711)
        ports = try (0..<3).map { _ in try Host.freePort() }
        console = try WebAddress("http://localhost:\(ports[0])/")
        agents = "https://localhost:\(ports[1])"
        health = try WebAddress("http://127.0.0.1:\(ports[2])/healthz")
        terminal = WebClient(on: loop)
    }

    /// Starts the server, and says how long it took from there to the page that people see first.
    func start() async throws -> (server: Running, firstPage: Duration) {
        let client = WebClient(on: terminal.loop)
        let page = try console.at("/sign-in")
        let began = ContinuousClock.now
        let server = try Running(
            program,
            [
                "run", "--data", folder + "/data", "--public-url", "http://localhost:\(ports[0])", "--console-port",
                "\(ports[0])", "--agents-port", "\(ports[1])", "--health-port", "\(ports[2])", "--address", "127.0.0.1",
            ], log: folder + "/server.log")
        do {
            while began.duration(to: .now) < Self.patience {
                let response = try? await client.get(page)
                if let response, response.status == 200, try await !response.body(limit: 1 << 20).isEmpty {
                    return (server, began.duration(to: .now))
                }
                try await Task.sleep(for: .milliseconds(5))
            }
            throw Trouble("the server did not show its first page: \(server.said.suffix(1000))")
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Waits until the server and its database have worked off what was sent, and do next to nothing.
    func settled(_ server: Running) async throws {
        var before = busy(server)
        for _ in 0..<120 {
            try await Task.sleep(for: .seconds(5))
            let now = busy(server)
            if now - before < .milliseconds(250) { return }
            before = now
        }
        throw Trouble("the server did not come to rest within 10 minutes")
    }

    private func busy(_ server: Running) -> Duration {
        let file = folder + "/data/postgres/data/postmaster.pid"
        let text = String(decoding: (try? contents(of: file)) ?? [], as: UTF8.self)
        let database = text.split(separator: "\n").first.flatMap { Int32($0) }.map(Host.children) ?? []
        return (database + [server.child.pid]).compactMap(Host.processorTime).reduce(.zero, +)
    }

    /// Calls a tool as the machine's own operator.
    func ask(_ tool: String, _ arguments: JSON = [:]) async throws -> JSON {
        let address = WebAddress(socket: folder + "/data/breeze.sock", target: "/api/v1/tools/\(tool)")
        let response = try await terminal.request(
            "POST", address, headers: [Header("Content-Type", "application/json")], body: arguments.bytes)
        let body = try await response.body(limit: 4 << 20)
        guard response.status == 200 else {
            throw Trouble("\(tool): \(response.status) \(String(decoding: body.prefix(500), as: UTF8.self))")
        }
        return try JSON(parsing: body)
    }

    /// What agents pin: the server prints it once everything is up.
    func fingerprint(_ server: Running) async throws -> String {
        for _ in 0..<500 {
            let line = server.said.split(separator: "\n").last { $0.contains("Fingerprint") }
            if let digest = line?.split(separator: " ").last, digest.count == 64 { return String(digest) }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Trouble("the server did not print its fingerprint")
    }

    /// Writes a secret where programs can read it.
    func keep(_ secret: String, as name: String) throws -> String {
        let path = folder + "/" + name
        try replace(path, with: Array(secret.utf8))
        return path
    }
}

extension JSON {
    /// The text of a member that must be there.
    func text(_ name: String) throws -> String {
        guard case .string(let text)? = self[name] else { throw Trouble("an answer has no \(name)") }
        return text
    }
    func elements(_ name: String) throws -> [JSON] {
        guard case .array(let elements)? = self[name] else { throw Trouble("an answer has no \(name)") }
        return elements
    }
    func number(_ name: String) throws -> Int {
        guard case .integer(let number)? = self[name] else { throw Trouble("an answer has no \(name)") }
        return number
    }
}
