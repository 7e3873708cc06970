// SPDX-License-Identifier: Apache-2.0
import Agents
import FeatureKit
import ServerKit
import Files
import GateKit
import Glibc
import Lifecycle
import Loops
import Postgres
import Secrets
import Settings
import Shapes

/// Runs the server until it is told to stop; returns the exit status.
func serve(_ settings: Settings) async throws -> Int32 {
    let installation = Installation(settings[Options.data].description)
    try installation.check()
    // PostgreSQL has an account of its own and must pass through; what lies within is closed by itself.
    try makeFolder(installation.folder, mode: 0o711)
    let lock = try FolderLock(installation.lock)
    let loops = (0..<settings[Options.loops]).map { _ in EventLoop() }
    // Intake and jobs have a loop of their own: whoever asks does not wait for them.
    let housework = EventLoop()
    for loop in loops + [housework] { loop.start() }
    let server = try Assembly(settings, installation, on: loops, housework)
    let signs = SignOfLife(to: .ours) { for loop in loops + [housework] { await loop.turn() } }
    try await withTaskExecutorPreference(housework) { try await House(server.services + [signs]).run() }
    withExtendedLifetime(lock) {}
    return 0
}

/// Everything that runs in a server, wired together.
struct Assembly {
    let services: [any Service]

    init(
        _ settings: Settings, _ installation: Installation, on loops: [EventLoop], _ housework: EventLoop
    ) throws {
        let time = Timepiece(
            now: { .now },
            ids: IDs {
                var dice = SecureDice()
                return dice.next()
            })
        let store = try Store(settings, installation, features)
        let database = Database(store.plan, on: [housework] + loops)
        let authorities = AuthorityFolder(installation.authority)
        let authority = try authorities.authority(at: time.now())
        let platform = Platform(features, partnerName: settings[Options.partner], authority, database, time)
        let fingerprint = authority.certificate.fingerprint
        let programs = try AgentPrograms(settings[Options.handout]?.description).found()
        let handout = Handout(programs, at: Whereabouts(settings, fingerprint, installer: nil))
        let whereabouts = Whereabouts(settings, fingerprint, installer: handout.digest)
        let assets = try AssetFolder(settings[Options.assets]?.description).assets()
        let doors = Doors(platform, database, assets, whereabouts, handout, on: try Names(settings).premises)
        let identities = try Identities(settings, authorities, authority)
        let front = try FrontDoor(settings, installation, identities, doors, on: loops, now: time.now)
        let companion = settings[Options.agent].map {
            Companion($0.description, installation, settings, platform.gate, fingerprint)
        }
        services =
            [store] + platform.services + [front, Welcome(platform.gate, whereabouts, installation)]
            + (companion.map { [$0] } ?? []) + [doors.health.readiness]
    }
}

extension Instant {
    /// The machine's clock; the only place of the server that reads it.
    static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }
}
