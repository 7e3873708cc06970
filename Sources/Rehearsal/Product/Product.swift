// SPDX-License-Identifier: Apache-2.0
import AgentKit
public import Foundation
public import JSON
import Loops
import Programs
import Synchronization
import Web

/// The product as its users have it: the real programs, in processes of their own, over a folder of their own.
public actor Product {
    public struct Failed: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    /// Where everything of this installation is.
    public nonisolated let folder: URL
    public nonisolated let console: Int
    public nonisolated let agents: Int
    public nonisolated let health: Int
    private let settings: [String]
    private var server: Running?
    private var hasOwnDisk = false

    /// The project's folder.
    public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    /// The server as it is shipped: what the optimizer breaks, a debug build would hide.
    public static let program = root.appending(path: ".build/release/breeze")
    /// The agent as it is shipped: one file that needs nothing of its machine.
    public static let agent = root.appending(path: ".build/agent/release/breeze-agent")
    private static let scripts = root.appending(path: "scripts")

    /// How people come to the console.
    public enum Scheme: String, Sendable { case http, https }
    private let scheme: Scheme

    private init(_ settings: [String], over scheme: Scheme) throws {
        self.scheme = scheme
        folder = FileManager.default.temporaryDirectory.appending(path: "breeze-e2e-\(UUID().uuidString.prefix(8))")
        (console, agents, health) = (try freePort(), try freePort(), try freePort())
        self.settings = settings + (scheme == .https ? ["--public-url", "https://localhost:\(console)"] : [])
    }

    /// Runs a fresh installation for the length of a scope, and removes it however the scope ends.
    ///
    /// - `disk`: Megabytes of a file system of its own, which can be filled; only root can make one.
    public static func with(
        _ settings: [String] = [], over scheme: Scheme = .http, disk: Int? = nil,
        _ body: @Sendable (Product) async throws -> Void
    ) async throws {
        let product = try Product(settings, over: scheme)
        do {
            if let disk { try await product.mount(disk) }
            try await product.start()
            try await body(product)
            try await product.remove()
        } catch {
            let said = await product.lastWords
            try? await product.remove()
            throw Failed(description: "\(error)\nThe server said last:\n\(said)")
        }
    }

    /// A second server on this one's database, for the length of a scope: with the same authority, in a folder of its own.
    public nonisolated func withNeighbor(_ body: @Sendable (Product) async throws -> Void) async throws {
        let url = folder.path + "/neighbor.url"
        try "host=\(folder.path)/postgres/socket dbname=breeze".write(toFile: url, atomically: true, encoding: .utf8)
        chmod(url, 0o600)
        let neighbor = try Product(["--database-url-file", url], over: scheme)
        try FileManager.default.createDirectory(at: neighbor.folder, withIntermediateDirectories: true)
        _ = try await Host.run(["cp", "-a", folder.path + "/authority", neighbor.folder.path])
        do {
            try await neighbor.start()
            try await body(neighbor)
            try await neighbor.remove()
        } catch {
            let said = await neighbor.lastWords
            try? await neighbor.remove()
            throw Failed(description: "\(error)\nThe neighbor said last:\n\(said)")
        }
    }

    /// The same machine, as it turns to this server.
    public nonisolated func meets(_ machine: Workstation) throws -> Workstation {
        try Workstation(machine.home, try WebAddress("https://localhost:\(agents)/"))
    }

    /// Starts the server and waits until its own door answers.
    public func start() async throws {
        let log = folder.path + ".log"
        server = try await Running(
            Self.program.path,
            [
                "run", "--data", folder.path, "--console-port", "\(console)", "--agents-port", "\(agents)",
                "--health-port", "\(health)", "--agent-names", "breeze.test", "--loops", "2",
            ] + settings, log: log)
        let end = ContinuousClock.now + .seconds(90)
        while ContinuousClock.now < end {
            if try await ask("list_sites").status == 0 { return }
            guard server?.hasEnded != true else { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Failed(description: "the server did not come up")
    }

    /// Ends the server between two instructions.
    public func kill() async { await server?.end(SIGKILL) }
    /// Asks the server to stop, and says how it ended.
    @discardableResult public func stop() async -> Int32? { await server?.end(SIGTERM) }

    /// PostgreSQL's own process.
    public func postmaster() throws -> Int32 {
        let text = try String(contentsOf: folder.appending(path: "postgres/data/postmaster.pid"), encoding: .utf8)
        guard let pid = text.split(separator: "\n").first.flatMap({ Int32($0) }) else {
            throw Failed(description: "PostgreSQL does not run")
        }
        return pid
    }

    /// Sends a signal to PostgreSQL and to all its workers.
    public func signalPostgres(_ signal: Int32) throws {
        let first = try postmaster()
        let workers = try String(contentsOfFile: "/proc/\(first)/task/\(first)/children", encoding: .utf8)
        for pid in [first] + workers.split(separator: " ").compactMap({ Int32($0) }) { Foundation.kill(pid, signal) }
    }

    /// What the port for health, on loopback, answers.
    public nonisolated func health(_ path: String) async throws -> (status: Int, text: String) {
        let address = try WebAddress("http://127.0.0.1:\(health)").at(path)
        let response = try await WebClient(on: ThrowawayDatabase.loop).request("GET", address)
        return (response.status, String(decoding: try await response.body(limit: 1 << 20), as: UTF8.self))
    }

    private func remove() async throws {
        await stop()
        if hasOwnDisk { _ = try await Host.run(["umount", folder.path]) }
        try? FileManager.default.removeItem(at: folder)
        try? FileManager.default.removeItem(atPath: folder.path + ".log")
    }

    /// Whether an installation can have a disk of its own here: only root can mount one.
    public static let mayHaveOwnDisk = geteuid() == 0

    private func mount(_ megabytes: Int) async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        _ = try await Host.run(["mount", "-t", "tmpfs", "-o", "size=\(megabytes)m,mode=711", "tmpfs", folder.path])
        hasOwnDisk = true
    }

    private nonisolated var ballast: String { folder.path + "/ballast" }

    /// Leaves so many megabytes free on its disk.
    public nonisolated func fillDisk(leaving megabytes: Int = 0) async throws {
        // Others write meanwhile, and may have taken what was free a moment ago.
        for attempt in 1...20 {
            var facts = statvfs()
            guard statvfs(folder.path, &facts) == 0 else { throw Failed(description: "no such disk") }
            let room = Int(facts.f_bavail) * Int(facts.f_frsize) - megabytes << 20
            let filled = try await Host.ask(["fallocate", "-l", "\(room)", ballast])
            if filled.status == 0 { return }
            guard attempt < 20 else { throw Failed(description: filled.err) }
        }
    }

    public nonisolated func freeDisk() throws { try FileManager.default.removeItem(atPath: ballast) }

    /// Runs another program beside the server for the length of a scope, which can read what it has said so far, and
    /// kills it then.
    public nonisolated func running(
        _ program: String, _ arguments: [String],
        _ body: @Sendable (_ said: @Sendable () -> String) async throws -> Void
    ) async throws {
        let log = folder.path + "-\(UUID().uuidString.prefix(8)).log"
        defer { try? FileManager.default.removeItem(atPath: log) }
        let program = try await Running(program, arguments, log: log)
        let result: Result<Void, any Error>
        do { result = .success(try await body { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }) } catch {
            result = .failure(error)
        }
        await program.killAll()
        try result.get()
    }

    /// Everything that the server has said so far.
    public nonisolated var journal: String {
        (try? String(contentsOfFile: folder.path + ".log", encoding: .utf8)) ?? ""
    }

    private var lastWords: String {
        String(journal.suffix(3000))
    }

    /// Calls a tool as an administrator would, from the machine's own terminal.
    public nonisolated func ask(_ tool: String, _ flags: [String] = []) async throws -> (status: Int32, answer: JSON) {
        let output = try await Host.ask(
            [Self.program.path, "call", tool, "--data", folder.path] + flags, within: .seconds(90))
        return (output.status, (try? JSON(parsing: Array(output.out.utf8))) ?? .string(output.out + output.err))
    }

    /// The same, where anything but success is an error.
    public nonisolated func call(_ tool: String, _ flags: [String] = []) async throws -> JSON {
        let (status, answer) = try await ask(tool, flags)
        guard status == 0 else { throw Failed(description: "\(tool): status \(status): \(answer)") }
        return answer
    }

    /// Another of the program's commands.
    public nonisolated func run(_ words: [String]) async throws -> Host.Output {
        try await Host.ask([Self.program.path] + words + ["--data", folder.path])
    }

    /// One of the project's scripts, in the pinned Python.
    public nonisolated func script(_ name: String, _ words: [String], within bound: Duration = .seconds(300))
        async throws
        -> Host.Output
    {
        try await Host.ask([Self.scripts.appending(path: name).path] + words, within: bound)
    }

    /// A statement's rows as PostgreSQL's own client prints them, to compare with what was answered.
    public nonisolated func rows(_ statement: String) async throws -> String {
        let said = try await psql(statement, as: "breeze_system")
        guard said.status == 0 else { throw Failed(description: said.err) }
        return said.out.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// PostgreSQL's own client.
    public nonisolated func psql(_ statement: String, as role: String) async throws -> Host.Output {
        try await Host.ask([
            "psql", "-X", "-A", "-t", "-h", folder.path + "/postgres/socket", "-U", role, "-d", "breeze", "-c",
            statement,
        ])
    }
}

extension Product {
    public nonisolated var url: String { "\(scheme)://localhost:\(console)" }

    public nonisolated func fingerprint() async throws -> String {
        let told = try await Host.run([
            "openssl", "x509", "-in", folder.path + "/authority/authority.pem", "-noout", "-fingerprint", "-sha256",
        ])
        return told.drop { $0 != "=" }.filter(\.isHexDigit).lowercased()
    }

    /// A key that lets machines into the provider's own site.
    public nonisolated func enrollmentKey(uses: Int = 1) async throws -> String {
        guard case .array(let sites)? = try await call("list_sites")["items"],
            case .string(let site)? = sites.first?["site"],
            case .string(let key)? = try await call("create_enrollment_key", ["--site", site, "--uses", "\(uses)"])[
                "secret"]
        else { throw Failed(description: "no enrollment key") }
        return key
    }

    public nonisolated func apiKey(_ permissions: [String]) async throws -> String {
        let flags = ["--name", "test"] + permissions.flatMap { ["--permissions", $0] }
        guard case .string(let key)? = try await call("create_api_key", flags)["secret"] else {
            throw Failed(description: "no API key")
        }
        return key
    }

    /// Installs the agent on a real machine as a service, enrolls it, and returns its device id.
    public nonisolated func enroll(_ machine: Endpoint) async throws -> String {
        try await machine.install(Self.agent.path, at: "/root/breeze-agent")
        try await machine.run("mkdir -p /etc/systemd/system/breeze-agent.service.d")
        // Whoever kills it in a test need not wait for long.
        try await machine.write(
            "[Service]\nRestartSec=1\n", to: "/etc/systemd/system/breeze-agent.service.d/test.conf")
        let told = try await machine.run([
            "/root/breeze-agent", "install", "--server", "https://breeze.test:\(agents)", "--key",
            try await enrollmentKey(), "--ca-sha256", try await fingerprint(),
        ])
        guard let device = told.firstMatch(of: /[0-9a-f]{8}-[0-9a-f-]{27}/) else {
            throw Failed(description: "the agent did not say which device it is: \(told)")
        }
        return String(device.output)
    }

    /// A machine in care whose agent does as the test says.
    public nonisolated func workstation() async throws -> Workstation {
        let home = Home(folder.path + "/workstation-\(UUID().uuidString.prefix(8))")
        let address = try WebAddress("https://localhost:\(agents)/")
        try await Enrolling(home).enroll(
            at: "https://localhost:\(agents)", key: try await enrollmentKey(), pin: try await fingerprint()
        ) { WebClient(on: ThrowawayDatabase.loop, tls: $0) }
        return try Workstation(home, address)
    }

    /// Looks until there is something to see: an end to a hang, not a measure of speed.
    @discardableResult
    public nonisolated func eventually<Seen: Sendable>(
        within seconds: Int = 120, _ what: String, _ look: @Sendable () async throws -> Seen?
    ) async throws -> Seen {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            if let seen = try await look() { return seen }
            try await Task.sleep(for: .milliseconds(300))
        }
        throw Failed(description: "\(what): not to be seen within \(seconds) s")
    }
}

/// A port that is free now.
private func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
        }
    }
    guard isBound else { throw Product.Failed(description: "no port is free") }
    return Int(UInt16(bigEndian: address.sin_port))
}
