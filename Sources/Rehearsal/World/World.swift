// SPDX-License-Identifier: Apache-2.0
import AccessServer
import Agents
import Console
import DevicesServer
import FeatureKit
public import ServerKit
import Foundation
import GateKit
public import JSON
import Lifecycle
import Loops
import MCP
public import Postgres
import REST
import Reception
import Stream
import Secrets
public import Shapes
import Synchronization
import TenancyServer
public import Vocabulary
public import Web

/// A small world for tests: a whole server on real sockets and a real PostgreSQL, two customers who must not see each
/// other, and callers of every kind.
///
/// What a test asks it asks through a door; what is in the database an agent has sent.
public final class World: Sendable {
    /// Who asks.
    public enum Caller: Sendable {
        /// The machine's own terminal.
        case `operator`
        case token(String)
        case nobody
    }

    public let platform: Platform
    /// For looking at what was written; never for writing it.
    public let database: Database
    /// The provider's own organization, and two customers.
    public let home: Customer
    public let acme: Customer
    public let bolt: Customer
    /// A key that sees Acme only, with every permission that a key can hold.
    public let acmeKey: Caller
    /// One that sees Bolt only.
    public let boltKey: Caller
    /// One that sees everything and may only read devices.
    public let readKey: Caller
    let authority: Authority
    public let client: WebClient
    /// The machine's own socket, and the address of REST and MCP.
    public let terminal: WebAddress
    public let api: WebAddress
    /// Where people come in, and where agents are told to.
    let console: WebAddress
    /// Where agents come in.
    public let agents: WebAddress
    /// What agents pin.
    public var fingerprint: String { authority.certificate.fingerprint.hex }
    private let clock: Skew
    /// Of this world only, and gone with it.
    let folder: String

    /// An organization with one site.
    public struct Customer: Sendable {
        public let organization: OrganizationID
        public let site: SiteID
    }

    /// The world of the suite that is running.
    @TaskLocal static var present: World?
    public static var current: World {
        get throws {
            guard let world = present else { throw Missing() }
            return world
        }
    }
    struct Missing: Error, CustomStringConvertible {
        var description: String { "no world here: the suite needs the trait .world(…)" }
    }

    private init(
        _ platform: Platform, _ database: Database, _ authority: Authority, _ server: Server, in folder: String,
        socket: String,
        _ clock: Skew
    ) async throws {
        (self.platform, self.database, self.authority, self.clock) = (platform, database, authority, clock)
        self.folder = folder
        let loop = ThrowawayDatabase.loop
        client = WebClient(on: loop)
        terminal = WebAddress(socket: socket, target: "/")
        api = try WebAddress("http://127.0.0.1:\(server.port(of: "api") ?? 0)/")
        console = try WebAddress("http://127.0.0.1:\(server.port(of: "console") ?? 0)/")
        agents = try WebAddress("https://localhost:\(server.port(of: "agents") ?? 0)/")
        let desk = Desk(client, terminal)
        home = try await desk.home()
        acme = try await desk.customer("Acme")
        bolt = try await desk.customer("Bolt")
        let all = platform.gate.registry.permissions.filter { !$0.isForPeople }.map(\.description).sorted()
        acmeKey = try await desk.key("acme", all, [acme.organization])
        boltKey = try await desk.key("bolt", all, [bolt.organization])
        readKey = try await desk.key("read", ["devices:read"], [])
    }

    /// What was answered to a call.
    public struct Answer: Sendable {
        public let status: Int
        public let body: JSON
        public let headers: [Header]
        public subscript(name: String) -> JSON? { body[name] }
    }

    /// Calls a tool at the REST door.
    public func ask(
        _ tool: String, _ arguments: JSON = [:], by caller: Caller = .operator, in organization: OrganizationID? = nil,
        headers: [Header] = []
    ) async throws -> Answer {
        var headers = headers + [Header("Content-Type", "application/json")]
        if let organization { headers.append(Header("Breeze-Organization", "\(organization)")) }
        return try await request("POST", "/api/v1/tools/\(tool)", arguments.bytes, by: caller, headers: headers)
    }

    /// Calls a tool at the MCP door, as the protocol's stateless revision has it.
    public func askMCP(_ tool: String, _ arguments: JSON = [:], by caller: Caller) async throws -> Answer {
        let (version, method): (JSON, JSON) = ("2026-07-28", "tools/call")
        let envelope: JSON = [
            "io.modelcontextprotocol/protocolVersion": version, "io.modelcontextprotocol/clientCapabilities": [:],
            "io.modelcontextprotocol/clientInfo": ["name": "rehearsal", "version": "1"],
        ]
        let message: JSON = [
            "jsonrpc": "2.0", "id": 1, "method": method,
            "params": ["name": .string(tool), "arguments": arguments, "_meta": envelope],
        ]
        return try await request(
            "POST", "/mcp", message.bytes, by: caller,
            headers: [
                Header("Content-Type", "application/json"), Header("Accept", "application/json, text/event-stream"),
                Header("Mcp-Protocol-Version", "2026-07-28"), Header("Mcp-Method", "tools/call"),
                Header("Mcp-Name", tool),
            ])
    }

    public func request(
        _ method: String, _ path: String, _ body: [UInt8] = [], by caller: Caller, headers: [Header] = []
    ) async throws -> Answer {
        let (address, credential): (WebAddress, [Header]) =
            switch caller {
            case .operator: (terminal, [])
            case .token(let token): (api, [Header("Authorization", "Bearer " + token)])
            case .nobody: (api, [])
            }
        let response = try await client.request(method, address.at(path), headers: headers + credential, body: body)
        let bytes = try await response.body(limit: 8 << 20)
        return Answer(
            status: response.status,
            body: (try? JSON(parsing: bytes)) ?? .string(String(decoding: bytes, as: UTF8.self)),
            headers: response.headers)
    }

    public var now: Instant { platform.time.now() }
    /// Moves the server's clock; the machines' stay where they are.
    public func advance(by duration: Duration) { clock.advance(by: duration) }
}

extension World {
    /// Builds a world, lends it, and takes it down.
    ///
    /// The server runs on a loop of its own, as in the product: tests that keep every other thread busy must not leave
    /// its transactions standing until PostgreSQL ends them.
    static func with(_ features: [Feature], _ body: @Sendable (World) async throws -> Void) async throws {
        let features = [.access, .devices, .tenancy] + features
        let steps = (Migration.platform + features.flatMap(\.schema)).map { ($0.name, $0.sql) }
        let store = try await ThrowawayDatabase.make(steps)
        try await withTaskExecutorPreference(ThrowawayDatabase.loop) {
            try await serve(features, store.database, body)
        }
        try await store.drop()
    }

    private static func serve(
        _ features: [Feature], _ database: Database, _ body: @Sendable (World) async throws -> Void
    ) async throws {
        let clock = Skew()
        let time = Timepiece(
            now: { clock.now },
            ids: IDs {
                var dice = SecureDice()
                return dice.next()
            })
        let authority = try Authority.make(commonName: "Rehearsal", at: clock.now)
        let platform = Platform(features, partnerName: "Provider", authority, database, time)
        let folder = "/tmp/breeze-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let socket = folder + "/api.sock"
        let server = try server(platform, authority, socket, at: clock.now)
        for service in platform.services { try await service.start() }
        try server.start(on: [ThrowawayDatabase.loop])
        try await withThrowingTaskGroup { group in
            for service in platform.services { group.addTask { try await service.run() } }
            let ending: Result<Void, any Error>
            do {
                let world = try await World(platform, database, authority, server, in: folder, socket: socket, clock)
                try await withTaskExecutorPreference(globalConcurrentExecutor) {
                    try await $present.withValue(world) { try await body(world) }
                }
                ending = .success(())
            } catch { ending = .failure(error) }
            await server.stop(grace: .zero)
            group.cancelAll()
            try? await group.waitForAll()
            try ending.get()
        }
    }

    private static func server(
        _ platform: Platform, _ authority: Authority, _ socket: String, at now: Instant
    ) throws -> Server {
        let key = PrivateKey()
        let certificate = try authority.issue(server: key, names: ["localhost"], addresses: ["127.0.0.1"], at: now)
        let chain = certificate.pem + authority.certificate.pem
        let whereabouts = Whereabouts(
            console: "http://localhost:8443", agents: "https://localhost:8444",
            fingerprint: authority.certificate.fingerprint.hex)
        let (rest, agents) = (RESTDoor(platform.gate), AgentsDoor(platform, handing: Handout([], at: whereabouts)))
        let console = ConsoleDoor(
            platform, assets: try ConsoleAssets { _ in Array(#"{"assets":{}}"#.utf8) }, at: whereabouts)
        var pace = StreamDoor.Pace()
        (pace.heartbeat, pace.check) = (.milliseconds(200), .milliseconds(200))
        let stream = StreamDoor(platform, pace: pace)
        let premises = Premises(try WebAddress("http://localhost:8443"))
        let mcp = MCPDoor(platform.gate, on: premises, now: platform.time.now)
        return Server([
            Listener("api", at: .tcp("127.0.0.1", 0), identify: RequestID.of) { request in
                await premises.receive(request) { request in
                    if request.path == StreamDoor.path { return await stream.answer(request) }
                    return request.path == MCPDoor.path ? await mcp.answer(request) : await rest.answer(request)
                }
            },
            Listener("console", at: .tcp("127.0.0.1", 0), identify: RequestID.of, handler: console.answer),
            Listener("terminal", at: .unix(socket), identify: RequestID.of, handler: rest.answer),
            Listener(
                "agents", at: .tcp("127.0.0.1", 0),
                tls: try ServerTLS(
                    chain: .text(chain), key: .text(key.pem), clients: .mayIdentify(.text(authority.certificate.pem))),
                identify: RequestID.of, handler: agents.answer),
        ])
    }
}

/// The machine's clock and by how much the server's differs from it.
final class Skew: Sendable {
    private let skew = Mutex(0)
    var now: Instant {
        Instant(milliseconds: Int(Date().timeIntervalSince1970 * 1000) + skew.withLock { $0 })
    }
    func advance(by duration: Duration) { skew.withLock { $0 += Int(duration / .milliseconds(1)) } }
}
