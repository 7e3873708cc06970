// SPDX-License-Identifier: Apache-2.0

/// Where this server is found, and by what it is recognised: for commands that people copy from a page.
public struct Whereabouts: Sendable {
    /// Where people find the console.
    public let console: String
    /// Where agents turn to.
    public let agents: String
    /// The fingerprint of the server's authority, which an agent is told before it trusts it.
    public let fingerprint: String
    /// The SHA-256 of the script that brings a machine into care; nil if this server has no agent to hand out.
    public let installer: String?

    /// Whether only this machine can reach it.
    public var isLocal: Bool {
        ["https://localhost:", "https://127.0.0.1:", "https://[::1]:"].contains { agents.hasPrefix($0) }
    }

    public init(console: String, agents: String, fingerprint: String, installer: String? = nil) {
        (self.console, self.agents, self.fingerprint) = (console, agents, fingerprint)
        self.installer = installer
    }
}
