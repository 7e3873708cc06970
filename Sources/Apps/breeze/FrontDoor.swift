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
import Stream
import Vocabulary
import Web

/// What answers at each address.
struct Doors: Sendable {
    let rest: RESTDoor
    let console: ConsoleDoor
    let agents: AgentsDoor
    let mcp: MCPDoor
    let health: HealthDoor
    let stream: StreamDoor
    private let handout: Handout
    private let premises: Premises
    private let fronts = RequestTimes(door: "console")
    private let terminals = RequestTimes(door: "terminal")

    init(
        _ platform: Platform, _ database: Database, _ assets: ConsoleAssets, _ whereabouts: Whereabouts,
        _ handout: Handout, on premises: Premises
    ) {
        rest = RESTDoor(platform.gate)
        console = ConsoleDoor(platform, assets: assets, at: whereabouts)
        mcp = MCPDoor(platform.gate, on: premises, now: platform.time.now)
        agents = AgentsDoor(platform, handing: handout)
        stream = StreamDoor(platform)
        (health, self.handout, self.premises) = (HealthDoor(database), handout, premises)
    }

    /// The console's and the API's address.
    @Sendable func front(_ request: Web.Request) async throws -> Web.Response {
        try await fronts.timed { await premises.receive(request, behindTheDoor) }
    }

    private func behindTheDoor(_ request: Web.Request) async -> Web.Response {
        if request.path == StreamDoor.path { return await stream.answer(request) }
        if request.path.hasPrefix(RESTDoor.root) { return await rest.answer(request) }
        if request.path == MCPDoor.path { return await mcp.answer(request) }
        if request.path.hasPrefix(Handout.root) { return handout.response(to: request) }
        // Programs turn to paths of their own, and are answered as programs.
        if request.path.hasPrefix("/api/") || request.path == "/api" {
            return Problem(Refusal.notFound("address \(request.path.prefix(80))")).response(to: request.id)
        }
        return await console.answer(request)
    }

    /// The machine's own socket: the API, asked by whoever may open it.
    @Sendable func terminal(_ request: Web.Request) async throws -> Web.Response {
        try await terminals.timed {
            request.path == StreamDoor.path ? await stream.answer(request) : await rest.answer(request)
        }
    }
}

/// Every listener of the server.
struct FrontDoor: Service {
    let name = "doors"
    private let server: Server
    private let loops: [EventLoop]
    private let identities: Identities
    private let isPlain: Bool
    private let grace: Duration
    private let closeStreams: @Sendable () -> Void
    private let now: @Sendable () -> Instant

    /// How often we look whether a certificate has been replaced.
    private static let look = Duration.seconds(60)

    init(
        _ settings: Settings, _ installation: Installation, _ identities: Identities, _ doors: Doors,
        on loops: [EventLoop], now: @escaping @Sendable () -> Instant
    ) throws {
        (self.loops, self.identities, self.now) = (loops, identities, now)
        closeStreams = {
            doors.stream.close()
            doors.console.hangUp()
        }
        grace = settings[ListenerOptions.grace]
        isPlain = Options.console(of: settings).hasPrefix("http://")
        let address = settings[Options.address]
        let limits = Limits(settings)
        var agentLimits = limits
        agentLimits.webSocket.messageBytes = LinkLimits.frame
        agentLimits.webSocket.idleTime = settings[ListenerOptions.agentIdleTime]
        takeDescriptors(for: limits.connections)
        func port(_ setting: Setting<Int>) -> UInt16 { UInt16(clamping: settings[setting]) }
        server = Server([
            Listener(
                "console", at: .tcp(isPlain ? "127.0.0.1" : address, port(Options.console)),
                tls: isPlain ? nil : try ServerTLS(try identities.toPeople(at: now())), limits: limits,
                identify: RequestID.of, handler: doors.front),
            Listener(
                "agents", at: .tcp(address, port(Options.agents)),
                tls: try ServerTLS(try identities.toAgents(at: now()), clients: identities.agents),
                limits: agentLimits, identify: RequestID.of, handler: doors.agents.answer),
            Listener("health", at: .tcp("127.0.0.1", port(Options.health)), handler: doors.health.answer),
            Listener("terminal", at: .unix(installation.socket), identify: RequestID.of, handler: doors.terminal),
        ])
    }

    func start() async throws { try server.start(on: loops) }

    func run() async throws {
        await keepCertificates()
        closeStreams()  // which have no end of their own
        await server.stop(grace: grace)
    }

    /// Shows a certificate that has been replaced to whoever comes from now on; returns when it is cancelled.
    private func keepCertificates() async {
        var (people, agents) = (try? identities.toPeople(at: now()), try? identities.toAgents(at: now()))
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.look)
            do {
                let (newPeople, newAgents) = (try identities.toPeople(at: now()), try identities.toAgents(at: now()))
                if newPeople != people, !isPlain {
                    server.replace(try ServerTLS(newPeople), on: "console")
                    journal.notice("the console shows a new certificate")
                }
                if newAgents != agents {
                    server.replace(try ServerTLS(newAgents, clients: identities.agents), on: "agents")
                    journal.notice("agents are shown a new certificate")
                }
                (people, agents) = (newPeople, newAgents)
            } catch {
                journal.warning("a certificate cannot be used; the one before stays", ["why": "\(error)"])
            }
        }
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
