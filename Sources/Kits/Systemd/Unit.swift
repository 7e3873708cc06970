// SPDX-License-Identifier: Apache-2.0
import Files
import Programs

/// One unit of this machine's systemd.
///
/// Everything here runs `systemctl` and blocks until it has answered.
public struct Unit: Sendable {
    public let name: String
    public init(_ name: String) { self.name = name }

    /// Whether systemd is this machine's first process.
    public static var isAtWork: Bool { isFolder("/run/systemd/system") }

    /// What systemctl said instead of doing it.
    public struct Failed: Error, CustomStringConvertible {
        public let description: String
    }

    /// How a service is now.
    public struct Standing: Sendable, Equatable {
        /// `active`, `activating`, `failed` and so on.
        public let state: String
        public let process: Int32?
        /// How often systemd has started it again since somebody did.
        public let restarts: Int
        /// Whether the machine has a unit of this name.
        public let isKnown: Bool
        /// Whether it starts with the machine.
        public let isEnabled: Bool
    }

    public func start() throws { try Self.ask(["start", name]) }
    /// Returns when it is down; an unknown unit is down.
    public func stop() throws { if try standing().isKnown { try Self.ask(["stop", name]) } }
    public func enable() throws { try Self.ask(["--quiet", "enable", name]) }
    public func disable() throws { if try standing().isKnown { try Self.ask(["--quiet", "disable", name]) } }
    /// Starts it without waiting for its first word.
    public func begin() throws { try Self.ask(["--no-block", "start", name]) }
    public func restart() throws { try Self.ask(["restart", name]) }
    /// Forgets that it failed; a unit that never did is no error.
    public func forgive() { _ = try? Self.ask(["reset-failed", name]) }
    /// Reads all units anew.
    public static func reload() throws { try ask(["daemon-reload"]) }

    public func standing() throws -> Standing {
        let said = try Self.ask([
            "show", name, "--property=ActiveState,MainPID,NRestarts,LoadState,UnitFileState",
        ])
        let facts = Dictionary(
            said.split(separator: "\n").compactMap { line in
                let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
            }, uniquingKeysWith: { first, _ in first })
        return Standing(
            state: facts["ActiveState"] ?? "unknown",
            process: facts["MainPID"].flatMap { Int32($0) }.flatMap { $0 > 0 ? $0 : nil },
            restarts: facts["NRestarts"].flatMap { Int($0) } ?? 0, isKnown: facts["LoadState"] == "loaded",
            isEnabled: facts["UnitFileState"] == "enabled")
    }

    /// The last lines that it wrote to the journal, without control characters.
    public func lastWords(_ lines: Int = 5) -> String {
        let journalctl = Program(
            "/bin/journalctl", ["_SYSTEMD_UNIT=\(name)", "-n", "\(lines)", "-o", "cat", "--no-pager"])
        let said = (try? journalctl.run().output) ?? []
        return String(repairing: said, limit: 2000).filter {
            $0 == "\n" || $0.unicodeScalars.allSatisfy { $0.value >= 32 }
        }
    }

    /// Longer than any unit of ours may take to start or to stop.
    private static let patience = Duration.seconds(1200)

    @discardableResult private static func ask(_ words: [String]) throws -> String {
        let finished = try Program("/bin/systemctl", words).run(deadline: patience)
        guard finished.ending.isSuccess else {
            let why = String(repairing: finished.errors, limit: 500)
            throw Failed(description: "systemctl \(words.joined(separator: " ")) \(finished.ending): \(why)")
        }
        return String(repairing: finished.output, limit: 65_536)
    }
}
