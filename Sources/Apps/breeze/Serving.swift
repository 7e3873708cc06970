// SPDX-License-Identifier: Apache-2.0
import Agents
import Console
import FeatureKit
import Files
import GateKit
import Glibc
import Journal
import Lifecycle
import Loops
import Postgres
import REST
import Reception
import Secrets
import Settings
import Shapes
import Vocabulary
import Web

/// Runs the server until it is told to stop; returns the exit status.
func serve(_ settings: Settings) async throws -> Int32 {
    let installation = Installation(settings[Options.data].description)
    // PostgreSQL has an account of its own and must pass through; what lies within is closed by itself.
    try makeFolder(installation.folder, mode: 0o711)
    let lock = try FolderLock(installation.lock)
    let loops = (0..<settings[Options.loops]).map { _ in EventLoop() }
    for loop in loops { loop.start() }
    let server = try Assembly(settings, installation, on: loops)
    try await withTaskExecutorPreference(loops[0]) { try await House(server.services).run() }
    withExtendedLifetime(lock) {}
    return 0
}

/// Everything that runs in a server, wired together.
struct Assembly {
    let services: [any Service]

    init(_ settings: Settings, _ installation: Installation, on loops: [EventLoop]) throws {
        let time = Timepiece(now: { .now }, ids: IDs {
            var dice = SecureDice()
            return dice.next()
        })
        let store = try Store(settings, installation, features)
        let database = Database(store.plan, on: loops)
        let authorities = AuthorityFolder(installation.authority)
        let authority = try authorities.authority(at: time.now())

        let switchboard = Switchboard()
        let diary = Diary(database)
        let commands = Commands(database, switchboard, time)
        let ingest = Ingest(features.flatMap(\.accepts), features.flatMap(\.jobs), database, time)
        let gate = Gate(
            Registry(features.flatMap(\.tools)), database,
            .live(Credentials(features, database, time), commands, diary, time))
        guard let admission = features.compactMap(\.admits).first else {
            preconditionFailure("no feature says how machines come into care")
        }
        guard let signIn = features.compactMap(\.signsIn).first else {
            preconditionFailure("no feature says how people sign in")
        }
        let gatehouse = Gatehouse(admission, authority, database, time)
        let whereabouts = Whereabouts(settings, authority.certificate.fingerprint)
        let console = ConsoleDoor(
            gate, features, signing: SignInDesk(signIn, database, time),
            assets: try AssetFolder(settings[Options.assets]?.description).assets(), at: whereabouts, now: time.now)
        let doors = Doors(
            rest: RESTDoor(gate), console: console,
            agents: AgentsDoor(gatehouse, ingest, commands, switchboard, time), database: database)
        let front = try FrontDoor(settings, installation, authorities, authority, doors, on: loops, at: time.now())
        var services: [any Service] = [
            store, Ground(Groundwork(features, partnerName: settings[Options.partner], database, time)), diary,
            Sequencer(database), Schedule(features.flatMap(\.jobs), database, time), Upkeep(database, time), ingest,
            Heartbeat(gatehouse, switchboard), front,
            Welcome(gate, whereabouts),
        ]
        if let program = settings[Options.agent] {
            services.append(
                Companion(program.description, installation, settings, gate, authority.certificate.fingerprint))
        }
        self.services = services
    }
}

/// Lays the ground once the store is up, before anything is served.
private struct Ground: Service {
    let name = "ground"
    let work: Groundwork
    init(_ work: Groundwork) { self.work = work }
    func start() async throws { try await work.lay() }
    func run() async throws { while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) } }
}

extension Instant {
    /// The machine's clock; the only place of the server that reads it.
    static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }
}
