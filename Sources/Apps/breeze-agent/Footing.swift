// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
import Systemd

/// Where the agent stands on a machine: its program and its unit, put there by a package or by itself.
struct Footing {
    let unit = Unit("breeze-agent.service")
    let program: String
    /// The unit's file, if it is ours to write and to remove.
    let unitFile: String?

    private static let packaged = "/lib/systemd/system/breeze-agent.service"

    init() {
        let isPackaged = exists(Self.packaged)
        program = isPackaged ? "/usr/bin/breeze-agent" : "/usr/local/bin/breeze-agent"
        unitFile = isPackaged ? nil : "/etc/systemd/system/breeze-agent.service"
    }

    /// What an administrator may have added to the unit.
    var additions: String { "/etc/systemd/system/breeze-agent.service.d" }

    /// The unit as the package has it, for our own program.
    var unitText: String {
        String(decoding: PackageResources.breeze_agent_service, as: UTF8.self)
            .replacing("/usr/bin/breeze-agent", with: program)
    }

    /// Puts this very program and its unit in their places, and says whether that changed anything.
    func take() throws -> Bool {
        guard let unitFile else { return false }
        let own = try contents(of: "/proc/self/exe", limit: 256 << 20)
        let isOther = (try? contents(of: program, limit: 256 << 20)) != own
        if isOther {
            try makeFolder("/usr/local/bin", mode: 0o755)
            try replace(program, with: own, mode: 0o755)
        }
        let text = Array(unitText.utf8)
        let isNew = (try? contents(of: unitFile)) != text
        if isNew { try replace(unitFile, with: text, mode: 0o644) }
        try Unit.reload()
        return isOther || isNew
    }

    static func mustBeRoot() throws {
        guard geteuid() == 0 else { throw Misuse(description: "run it as root: it changes this machine's services") }
        guard Unit.isAtWork else {
            throw Misuse(description: "systemd does not run here: start `breeze-agent run` from what does")
        }
    }
}
