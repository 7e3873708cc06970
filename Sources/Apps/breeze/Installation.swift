// SPDX-License-Identifier: Apache-2.0
import Files

/// Where one installation keeps what is its own.
struct Installation {
    let folder: String
    init(_ folder: String) { self.folder = folder }

    var lock: String { folder + "/lock" }
    /// The machine's own door.
    var socket: String { folder + "/breeze.sock" }
    var postgres: String { folder + "/postgres" }
    var backups: String { folder + "/backups" }
    var authority: String { folder + "/authority" }
    /// Where people find the console of the server that ran last, for commands on this machine.
    var console: String { folder + "/console.url" }
    /// The agent that a server may run on its own machine.
    var agent: String { folder + "/agent" }

    struct Foreign: Error, CustomStringConvertible { let description: String }

    /// A folder that is not there yet, is empty, or was made by this program: a database among somebody's files helps
    /// nobody.
    func check() throws {
        guard exists(folder), !exists(lock) else { return }
        // What was brought here from another machine, before a restore or for a second server, is ours too.
        let strangers = try names(in: folder).filter { !["lost+found", "authority", "backups"].contains($0) }
        guard let one = strangers.sorted().first else { return }
        throw Foreign(
            description: "the folder \(folder) holds \(one), which is not Breeze's: name an empty one with --data")
    }
}
