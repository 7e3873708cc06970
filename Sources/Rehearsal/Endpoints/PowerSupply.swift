// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Programs
import Synchronization

/// The power button of one machine: a `systemd-nspawn` that is started, shut down in order, or killed.
///
/// A machine that reboots ends its nspawn with status 133; the supply then starts it again, as a mainboard would.
final class PowerSupply: Sendable {
    private struct State {
        var nspawn: Child?
        var isRunning = false
        /// Whether a machine that ends to reboot is started again.
        var isOn = false
    }

    private static let rebooting: Int32 = 133
    private let place: MachineFolder
    private let state = Mutex(State())

    init(_ place: MachineFolder) { self.place = place }

    var isRunning: Bool { state.withLock(\.isRunning) }

    /// Starts the machine, on a thread that lasts as long as it does: when our process dies, nspawn is told to end it.
    func switchOn() throws {
        let isRunning = state.withLock { state in
            defer { (state.isRunning, state.isOn) = (true, true) }
            return state.isRunning
        }
        guard !isRunning else { return }
        for group in place.groups {
            try FileManager.default.createDirectory(atPath: group, withIntermediateDirectories: true)
        }
        Thread.detachNewThread { [self] in
            while let nspawn = start(), Host.status(nspawn.wait()) == Self.rebooting {}
            state.withLock { $0 = State() }
        }
    }

    /// Waits until the machine has shut itself down, and does not start it again.
    func ended() async throws {
        state.withLock { $0.isOn = false }
        for _ in 0..<3_600 where isRunning { await Host.pause() }
        guard !isRunning else { throw Endpoint.Failed("\(place.name) was still on after 90 s") }
    }

    /// Kills process 1 of the machine: the kernel then ends all others of its namespace at once.
    ///
    /// Killing nspawn alone would not do: its machine outlives it.
    func cut() async throws {
        let machine = leader
        state.withLock { state in
            state.isOn = false
            if let machine { kill(machine, SIGKILL) } else { state.nspawn?.send(SIGKILL) }
        }
        try await ended()
    }

    /// Process 1 of the machine, in the host's numbering: the child of nspawn that is number 1 in its own namespace.
    var leader: pid_t? {
        guard let pid = state.withLock({ $0.nspawn?.pid }),
            let children = try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
        else { return nil }
        return children.split(separator: " ").compactMap { pid_t($0) }.first { child in
            let status = (try? String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8)) ?? ""
            return status.contains(/\nNSpid:\s+\d+\s+1\n/)
        }
    }

    /// Nil when the machine was switched off meanwhile, or when the host can start nothing more.
    private func start() -> Child? {
        let log = open(place.console.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(log) }
        let launch = ["sh", "-c", Self.launch, "sh", place.pidFile.path] + place.groups + ["--"] + command
        return state.withLock { state in
            state.nspawn = state.isOn ? try? Host.program(launch).start(output: log, endedBy: SIGTERM) : nil
            return state.nspawn
        }
    }

    /// Notes its number, enters the machine's control groups and becomes nspawn.
    private static let launch = """
        echo $$ >"$1"; shift
        while [ "$1" != -- ]; do echo $$ >"$1/cgroup.procs"; shift; done
        shift; exec "$@"
        """

    /// On a host whose process 1 is systemd, nspawn asks it for a scope; elsewhere it stays in the groups we made.
    private var command: [String] {
        let keep = place.groups.isEmpty ? [] : ["--keep-unit"]
        return ["systemd-nspawn", "--quiet", "--register=no"] + keep + [
            "--directory=\(place.root.path)", "--machine=\(place.name)", "--network-bridge=\(place.bridge)",
            "--link-journal=no", "--resolv-conf=off", "--timezone=off", "--console=pipe", "--boot",
        ]
    }
}
