// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A real Debian machine to test on, booted in about a second: systemd, journal, packages and a network of its own.
///
/// It shares the host's kernel and clock, has no route beyond its host, and is gone after `remove()`. What a process
/// that was killed left behind is removed by the next one that boots a machine.
public actor Endpoint {
    /// What could not be done, in a sentence.
    public struct Failed: Error, CustomStringConvertible {
        public let description: String
        init(_ description: String) { self.description = description }
    }

    /// Ours: carries the number of the process that made it.
    public nonisolated let name: String
    /// The machine's own.
    public nonisolated let hostname: String
    /// Where the machine is reached from its host.
    public nonisolated let address: String
    /// Where the host is reached from the machine, under the name `breeze.test` too; up as long as the machine exists.
    public nonisolated let hostAddress: String

    private let claim: Claim
    private let base: DebianBase
    private let power: PowerSupply
    private var place: MachineFolder { claim.place }

    private init(_ hostname: String, base: DebianBase, copying original: URL? = nil) async throws {
        claim = try await Claim.take()
        self.base = base
        self.hostname = hostname
        (name, address, hostAddress) = (claim.place.name, claim.place.address, claim.place.hostAddress)
        power = PowerSupply(claim.place)
        do {
            try await claim.place.make(over: base.folder, copying: original)
        } catch {
            try? await claim.place.clear()
            throw error
        }
    }

    // A machine comes and goes.

    /// Boots a fresh machine and waits until all its services are up.
    public static func boot(_ hostname: String = "endpoint") async throws -> Endpoint {
        let endpoint = try await Endpoint(hostname, base: DebianBase.ready())
        return try await endpoint.bootedOrRemoved {
            try $0.write("\(hostname)\n", to: "etc/hostname")
            try $0.write(UUID().uuidString.filter { $0 != "-" }.lowercased() + "\n", to: "etc/machine-id")
        }
    }

    /// Boots a machine for the length of a scope and removes it however the scope ends.
    public static func with<Result: Sendable>(
        _ hostname: String = "endpoint", _ body: @Sendable (Endpoint) async throws -> Result
    ) async throws -> Result {
        let endpoint = try await boot(hostname)
        do {
            let result = try await body(endpoint)
            try await endpoint.remove()
            return result
        } catch {
            try? await endpoint.remove()
            throw error
        }
    }

    /// Boots a second machine from a copy of this one's disk: same machine id, same keys, same names.
    public func clone() async throws -> Endpoint {
        try await Host.run(["sync", "--file-system", place.upper.path])
        let copy = try await Endpoint(hostname, base: base, copying: place.upper)
        return try await copy.bootedOrRemoved { _ in }
    }

    /// Ends the machine at once and removes every trace of it.
    public func remove() async throws {
        try await power.cut()
        try await place.clear()
        try claim.release()
    }

    private func bootedOrRemoved(_ prepare: (MachineFolder) throws -> Void) async throws -> Endpoint {
        do {
            try prepare(place)
            try place.write(
                "127.0.0.1 localhost\n127.0.1.1 \(hostname)\n\(hostAddress) breeze.test\n", to: "etc/hosts")
            try place.write(
                "[Match]\nName=host0\n[Network]\nAddress=\(address)/24\nLinkLocalAddressing=no\n",
                to: "etc/systemd/network/10-host0.network")
            try await powerOn()
            return self
        } catch {
            try? await remove()
            throw error
        }
    }

    // Power and link.

    /// Starts a machine that is off and waits until all its services are up.
    public func powerOn() async throws {
        try power.switchOn()
        try await settle()
    }

    /// Shuts the machine down as its administrator would.
    public func powerOff() async throws {
        _ = try await ask(["systemctl", "poweroff"])
        try await power.ended()
    }

    /// Ends the machine between two instructions.
    ///
    /// The host keeps what the machine wrote, synced or not: this loses processes, not pages.
    public func cutPower() async throws {
        try await power.cut()
        try await place.unplug()
    }

    /// Restarts the machine as its administrator would and waits until it is up again.
    public func reboot() async throws {
        let (before, leader) = (try await bootID(), power.leader)
        _ = try await ask(["systemctl", "reboot"])
        // Nobody looks in while it goes down: it waits for all who are inside.
        let deadline = ContinuousClock.now + .seconds(120)
        while power.leader == leader, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(50)) }
        try await settle(after: before)
    }

    public func cutLink() async throws { try await Host.run(["ip", "link", "set", place.link, "down"]) }
    public func mendLink() async throws { try await Host.run(["ip", "link", "set", place.link, "up"]) }

    /// Waits until the machine is up, in another boot than the one named, if one is.
    public func settle(after boot: String? = nil) async throws {
        let deadline = ContinuousClock.now + .seconds(90)
        var seen = ""
        while ContinuousClock.now < deadline {
            if power.leader != nil {
                let state = try? await ask(["sh", "-c", "\(Self.readBootID); systemctl is-system-running"])
                let lines = (state?.out ?? "").split(separator: "\n").map(String.init)
                seen = lines.last ?? ""
                if lines.count == 2, lines[0] != boot, ["running", "degraded"].contains(seen) { return }
            } else if !power.isRunning {
                break
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        let console = (try? String(contentsOf: place.console, encoding: .utf8)) ?? ""
        throw Failed("\(name) did not come up (last seen: \(seen)); its console ends: \(console.suffix(1_000))")
    }

    // Inside.

    public func bootID() async throws -> String {
        try await run(["sh", "-c", Self.readBootID]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Runs a command inside, as root, and returns what it wrote; a status other than 0 is an error.
    @discardableResult
    public func run(_ command: [String], within bound: Duration = .seconds(60)) async throws -> String {
        try await Host.run(entering(command), within: bound)
    }

    /// Runs a line of shell inside.
    @discardableResult
    public func run(_ line: String, within bound: Duration = .seconds(60)) async throws -> String {
        try await run(["sh", "-c", line], within: bound)
    }

    /// Runs a command inside and returns how it ended, however that was.
    public func ask(_ command: [String], within bound: Duration = .seconds(60)) async throws -> Host.Output {
        try await Host.ask(entering(command), within: bound)
    }

    /// Copies a file of the host onto the machine's disk, on or off.
    ///
    /// Its /tmp and /run are not on the disk.
    public func install(_ file: String, at path: String, mode: String = "0755") async throws {
        try await Host.run(["install", "-D", "--mode=\(mode)", file, place.root.path + path])
    }

    /// Writes a file onto the machine's disk, on or off.
    public func write(_ text: String, to path: String) throws {
        try place.write(text, to: String(path.drop { $0 == "/" }))
    }

    private static let readBootID = "cat /proc/sys/kernel/random/boot_id"

    private func entering(_ command: [String]) throws -> [String] {
        guard let leader = power.leader else { throw Failed("\(name) (\(hostname)) is off") }
        return [
            "nsenter", "--target", "\(leader)", "--all", "env", "--ignore-environment", "HOME=/root", "LANG=C.UTF-8",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "sh", "-c", #"umask 022; exec "$@""#, "sh",
        ] + command
    }
}
