// SPDX-License-Identifier: Apache-2.0
import AgentKit
import Files
import Glibc
import JSON
import Lifecycle
import Loops
import Settings
import Shapes
import Vocabulary
import Web

struct Misuse: Error, CustomStringConvertible { let description: String }

func enroll(_ settings: Settings) async throws {
    let home = Home(settings[Options.data].description)
    try await enroll(home, settings)
    say("enrolled as device \(try home.standing().device)")
}

func enroll(_ home: Home, _ settings: Settings) async throws {
    let key: String
    switch (settings[Options.key], settings[Options.keyFile]) {
    case (let text?, nil): key = text
    case (nil, let file?):
        key = String(decoding: try secret(at: file.description), as: UTF8.self).filter { !$0.isWhitespace }
    case (nil, nil), (_?, _?): throw Misuse(description: "give the enrollment key by --key-file, or by --key")
    }
    try await EventLoop.running { loop in
        try await Enrolling(home).enroll(at: settings[Options.server], key: key, pin: settings[Options.pin]) { tls in
            WebClient(on: loop, tls: tls)
        }
    }
}

func run(_ settings: Settings) async throws {
    let loop = EventLoop()
    loop.start()
    let agent = try Agent(Home(settings[Options.data].description), features, on: loop, now: { .now })
    let signs = SignOfLife(to: .ours) { await loop.turn() }
    try await House(agent.services + [signs]).run()
}

/// 0 when the agent runs and is connected, 1 when it is not.
func status(_ settings: Settings) throws -> Int32 {
    let home = Home(settings[Options.data].description)
    guard home.isEnrolled else {
        say("not enrolled")
        return 1
    }
    guard exists(home.status) else {
        say("enrolled as device \(try home.standing().device); the agent has not run yet")
        return 1
    }
    let status = try JSON.decode(AgentStatus.self, from: contents(of: home.status))
    let isRunning = kill(status.pid, 0) == 0 || errno == EPERM
    say("device      \(status.device)")
    say("server      \(status.server)")
    say("running     \(isRunning ? "yes, process \(status.pid)" : "no")")
    say("said at     \(status.writtenAt)")
    say("connected   \(isRunning ? status.connectedSince.map { "since \($0)" } ?? "no" : "no")")
    if let stored = status.lastAcknowledged { say("stored      last at \(stored)") }
    say("waiting     \(status.waiting) samples; lost \(status.lost), not understood \(status.dropped)")
    if let problem = status.lastProblem { say("last trouble \(problem)") }
    return isRunning && status.connectedSince != nil ? 0 : 1
}

extension Instant {
    /// The machine's clock; the only place of the agent that reads it.
    static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }
}
