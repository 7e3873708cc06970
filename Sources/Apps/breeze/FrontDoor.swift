// SPDX-License-Identifier: Apache-2.0
import Agents
import Console
import FeatureKit
import ServerKit
import Files
import Journal
import Lifecycle
import Loops
import MCP
import Postgres
import REST
import Reception
import Secrets
import Settings
import Shapes
import Vocabulary
import Web

/// What answers at each address.
struct Doors: Sendable {
    let rest: RESTDoor
    let console: ConsoleDoor
    let agents: AgentsDoor
    let mcp: MCPDoor
    let database: Database
    private let premises: Premises

    init(
        _ platform: Platform, _ database: Database, _ assets: ConsoleAssets, _ whereabouts: Whereabouts,
        on premises: Premises
    ) {
        rest = RESTDoor(platform.gate)
        console = ConsoleDoor(platform, assets: assets, at: whereabouts)
        mcp = MCPDoor(platform.gate, on: premises, now: platform.time.now)
        agents = AgentsDoor(platform)
        (self.database, self.premises) = (database, premises)
    }

    /// The console's and the API's address.
    @Sendable func front(_ request: Web.Request) async throws -> Web.Response {
        // Another name is a page that tries to reach us through its visitor's browser (DNS rebinding).
        guard premises.answers(to: request.header("host")) else {
            let why = "This server answers to \(premises.names): name others with --public-url or --agent-names."
            return Problem(421, "misdirected", "Another server's name", why).response(to: request.id)
        }
        if request.path.hasPrefix(RESTDoor.root) { return try await rest.answer(request) }
        if request.path == MCPDoor.path { return await mcp.answer(request) }
        // Programs turn to paths of their own, and are answered as programs.
        if request.path.hasPrefix("/api/") || request.path == "/api" {
            return Problem(Refusal.notFound("address \(request.path.prefix(80))")).response(to: request.id)
        }
        return await console.answer(request)
    }

    /// The machine's own socket: the API, asked by whoever may open it.
    @Sendable func terminal(_ request: Web.Request) async throws -> Web.Response { try await rest.answer(request) }

    /// For supervisors and monitoring on this machine.
    @Sendable func health(_ request: Web.Request) async throws -> Web.Response {
        switch request.path {
        case "/healthz": Web.Response(200, text: "alive\n")
        case "/readyz":
            await database.isReachable()
                ? Web.Response(200, text: "ready\n") : Web.Response(503, text: "the database does not answer\n")
        case "/metrics":
            Web.Response(
                200, type: "text/plain; version=0.0.4; charset=utf-8", bytes: Array(Metrics.standard.text.utf8))
        default: Web.Response(404, text: "here are /healthz, /readyz and /metrics\n")
        }
    }
}

/// Every listener of the server.
struct FrontDoor: Service {
    let name = "doors"
    private let server: Server
    private let loops: [EventLoop]
    private let console: ConsoleDoor

    /// Requests in flight get this long at the end.
    private static let grace = Duration.seconds(20)

    init(
        _ settings: Settings, _ installation: Installation, _ authorities: AuthorityFolder, _ authority: Authority,
        _ doors: Doors, on loops: [EventLoop], at now: Instant
    ) throws {
        (self.loops, console) = (loops, doors.console)
        let names = try Names(settings)
        let identity = try authorities.identity(of: authority, names: names.names, addresses: names.addresses, at: now)
        let (chain, key) = (Web.PEM.text(identity.chain), Web.PEM.text(identity.key))
        let isPlain = Options.console(of: settings).hasPrefix("http://")
        let address = settings[Options.address]
        var agentLimits = Limits()
        agentLimits.webSocket.messageBytes = LinkLimits.frame
        agentLimits.webSocket.idleTime = .seconds(60)
        func port(_ setting: Setting<Int>) -> UInt16 { UInt16(clamping: settings[setting]) }
        server = Server([
            Listener(
                "console", at: .tcp(isPlain ? "127.0.0.1" : address, port(Options.console)),
                tls: isPlain ? nil : try ServerTLS(chain: chain, key: key), identify: RequestID.of,
                handler: doors.front),
            Listener(
                "agents", at: .tcp(address, port(Options.agents)),
                tls: try ServerTLS(
                    chain: chain, key: key, clients: .mayIdentify(.text(authority.certificate.pem))),
                limits: agentLimits, identify: RequestID.of, handler: doors.agents.answer),
            Listener("health", at: .tcp("127.0.0.1", port(Options.health)), handler: doors.health),
            Listener("terminal", at: .unix(installation.socket), identify: RequestID.of, handler: doors.terminal),
        ])
    }

    func start() async throws { try server.start(on: loops) }

    func run() async throws {
        await untilCancelled()
        console.hangUp()
        await server.stop(grace: Self.grace)
    }
}

/// Under which names and addresses this server is found; its certificate is good for these.
struct Names {
    private(set) var names = ["localhost"]
    private(set) var addresses = ["127.0.0.1", "::1"]
    private let publicAddress: WebAddress

    init(_ settings: Settings) throws {
        publicAddress = try WebAddress(Options.console(of: settings))
        let own = (try? contents(of: "/proc/sys/kernel/hostname")) ?? []
        let hostname = String(decoding: own.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        for name in [publicAddress.host, hostname] + settings[Options.agentNames] where !name.isEmpty { add(name) }
    }

    /// The same, as the addresses that a client may use.
    var premises: Premises {
        get throws {
            Premises(
                publicAddress,
                also: try (names + addresses).map { name in
                    let host = name.contains(":") ? "[\(name)]" : name
                    return try publicAddress.isSecure
                        ? WebAddress("https://\(host):\(publicAddress.port)")
                        : WebAddress("http://\(host):\(publicAddress.port)")
                })
        }
    }

    private mutating func add(_ name: String) {
        let isAddress = name.contains(":") || name.allSatisfy { $0.isNumber || $0 == "." }
        if isAddress {
            if !addresses.contains(name) { addresses.append(name) }
        } else if !names.contains(name) {
            names.append(name)
        }
    }
}
