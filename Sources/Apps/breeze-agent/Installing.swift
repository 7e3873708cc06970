// SPDX-License-Identifier: Apache-2.0
import AgentKit
import Files
import JSON
import Lifecycle
import Settings
import Systemd

/// Enrolls this machine and makes the agent a service; what is done already is left as it is.
func install(_ settings: Settings) async throws {
    try Footing.mustBeRoot()
    let home = try ownHome(settings)
    let server = settings[Options.server]
    if home.isEnrolled {
        let standing = try home.standing()
        guard standing.server == server else {
            throw Misuse(
                description: "this machine is in the care of \(standing.server): `breeze-agent uninstall` ends that")
        }
        say("enrolled already, as device \(standing.device)")
    } else {
        let isNew = !exists(home.folder)
        do {
            try await enroll(home, settings)
        } catch {
            if isNew { try? removeTree(home.folder) }
            throw error
        }
        say("enrolled as device \(try home.standing().device)")
    }
    let footing = Footing()
    let isChanged = try footing.take()
    try footing.unit.enable()
    // One that runs an earlier program of ours is to run this one.
    if isChanged { try footing.unit.restart() } else { try footing.unit.start() }
    say("the service \(footing.unit.name) runs, and starts with the machine")
    try await sayConnected(home)
}

/// A service that runs is not yet a device that is seen.
private func sayConnected(_ home: Home) async throws {
    for _ in 0..<60 {
        let status = (try? contents(of: home.status)).flatMap { try? JSON.decode(AgentStatus.self, from: $0) }
        if let since = status?.connectedSince { return say("connected since \(since)") }
        try await Task.sleep(for: .milliseconds(500))
    }
    say("not connected yet; it goes on trying. `breeze-agent diag` says what is wrong", to: 2)
}

/// Removes all of it, and says what; what is not there is removed already.
func uninstall(_ settings: Settings) throws {
    try Footing.mustBeRoot()
    let (home, footing) = (try ownHome(settings), Footing())
    guard let unitFile = footing.unitFile else {
        throw Misuse(description: "a package put the agent here, and has to remove it: apt-get purge breeze-agent")
    }
    try footing.unit.stop()
    try footing.unit.disable()
    var removed: [String] = []
    for path in [unitFile, footing.additions, home.folder, footing.program] where exists(path) {
        try removeTree(path)
        removed.append(path)
    }
    try Unit.reload()
    footing.unit.forgive()
    guard !removed.isEmpty else { return say("there was nothing to remove") }
    for path in removed { say("removed \(path)") }
    say("what it said to the journal stays there; the server keeps the device's record")
}

/// The unit keeps its data in one place, so no other can be installed.
private func ownHome(_ settings: Settings) throws -> Home {
    guard settings.source(of: Options.data) == .fallback else {
        throw Misuse(description: "leave --data out: the service keeps its data in \(Options.folder)")
    }
    return Home(Options.folder)
}
