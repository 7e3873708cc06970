// SPDX-License-Identifier: Apache-2.0
import Agents
import Files

/// The agents' programs that this server hands out: where the settings say, else where a build or a package puts them.
struct AgentPrograms {
    private let folders: [String]

    init(_ setting: String?) {
        guard setting == nil else {
            folders = [setting ?? ""]
            return
        }
        let own = programFolder()
        let project = own.firstRange(of: "/.build").map { own[..<$0.upperBound] + "/agent/release" }
        folders = [project, own + "/../share/breeze/agent"].compactMap { $0.map { String($0) } }
    }

    /// None is no error: a server can do without.
    func found() throws -> [Handout.Program] {
        for folder in folders where isFolder(folder) {
            if exists(folder + "/breeze-agent") {
                return [try Handout.Program(machine: machine, path: folder + "/breeze-agent")]
            }
            let prefix = "breeze-agent-"
            let found = try names(in: folder).filter { $0.hasPrefix(prefix) }.map {
                try Handout.Program(machine: String($0.dropFirst(prefix.count)), path: folder + "/" + $0)
            }
            if !found.isEmpty { return found }
        }
        return []
    }

    /// What `uname -m` says here, where a build of one's own is for this machine.
    private var machine: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "aarch64"
        #else
            "unknown"
        #endif
    }
}
