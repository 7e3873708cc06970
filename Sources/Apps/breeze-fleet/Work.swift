// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
import Lifecycle
import Loops
import Settings
import Shapes

struct Misuse: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A fleet's folder.
struct Quarters {
    private let folder: String
    init(_ settings: Settings) { folder = settings[Options.data].description }

    var roster: String { folder + "/machines.jsonl" }
    var lock: String { folder + "/lock" }
    func prepare() throws { try makeFolder(folder) }
}

func enroll(_ settings: Settings) async throws -> Int32 {
    let server = settings[Options.server]
    _ = try Loopback.address(server)
    let file = settings[Options.keyFile].description
    let key = String(decoding: try secret(at: file), as: UTF8.self).filter { !$0.isWhitespace }
    let quarters = Quarters(settings)
    try quarters.prepare()
    let lock = try FolderLock(quarters.lock)
    let enlisting = Enlisting(
        server: server, pin: settings[Options.pin], key: key, roster: try Roster(quarters.roster),
        atOnce: settings[Options.hands])
    let report = try await interruptible {
        try await EventLoop.running { try await enlisting.run(until: settings[Options.machines], on: $0) }
    }
    withExtendedLifetime(lock) {}
    say("\(report)")
    return 0
}

/// 0 when the server has stored all that was sent.
func send(_ settings: Settings) async throws -> Int32 {
    let quarters = Quarters(settings)
    guard exists(quarters.roster) else { throw Misuse("no machines here: `breeze-fleet enroll` makes them") }
    let lock = try FolderLock(quarters.lock)
    let roster = try Roster(quarters.roster)
    guard let headquarters = await roster.headquarters else {
        throw Misuse("no machine of this folder has enrolled yet")
    }
    _ = try Loopback.address(headquarters.server)
    let members = Array(await roster.members.prefix(settings[Options.senders] ?? .max))
    guard !settings[Options.hold] || members.count <= Options.mostLinks else {
        throw Misuse("a server takes \(Options.mostLinks) links of one address: hold that many, with --count")
    }
    allowManyFiles()
    let loop = EventLoop()
    loop.start()
    defer { loop.stop(grace: 0) }
    let sending = Sending(
        headquarters: headquarters, roster: roster, loop: loop, now: { .now }, samples: settings[Options.samples],
        seed: settings[Options.seed], pace: Pace(settings[Options.rate]))
    try await work(sending, members, settings)
    withExtendedLifetime(lock) {}
    let counts = sending.tally.current
    say(sending.tally.line)
    if let why = counts.why { say("breeze-fleet: the last failure: \(why)", to: 2) }
    return counts.acknowledged == members.count * settings[Options.samples] ? 0 : 1
}

/// Sends until all is said, or until a signal.
private func work(_ sending: Sending, _ members: [Member], _ settings: Settings) async throws {
    let links = settings[Options.links]
    do {
        try await interruptible {
            try await withTaskExecutorPreference(sending.loop) {
                if settings[Options.hold] {
                    try await sending.hold(members, links: links)
                } else {
                    try await sending.run(members, links: links)
                }
            }
        }
    } catch is CancellationError {}  // told to stop: what was done is told all the same
}

/// Ends whoever works in the folder, as Ctrl-C would.
func stop(_ settings: Settings) async throws -> Int32 {
    let lock = Quarters(settings).lock
    guard let pid = try holder(of: lock) else { return 0 }
    kill(pid, SIGTERM)
    for _ in 0..<300 {
        guard try holder(of: lock) == pid else { return 0 }
        try await Task.sleep(for: .milliseconds(100))
    }
    throw Misuse("process \(pid), the fleet in this folder, did not end within 30 s")
}

private func holder(of lock: String) throws -> Int32? {
    guard exists(lock) else { return nil }
    do { _ = try FolderLock(lock) } catch let held as FolderLock.Held { return held.pid }
    return nil
}

/// Each link is one.
private func allowManyFiles() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

extension Instant {
    /// The machine's clock; the only place of the fleet that reads it.
    static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }
}
