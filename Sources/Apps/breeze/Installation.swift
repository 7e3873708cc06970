// SPDX-License-Identifier: Apache-2.0

/// Where one installation keeps what is its own.
struct Installation {
    let folder: String
    init(_ folder: String) { self.folder = folder }

    var lock: String { folder + "/lock" }
    /// The machine's own door.
    var socket: String { folder + "/breeze.sock" }
    var postgres: String { folder + "/postgres" }
    var authority: String { folder + "/authority" }
    /// The agent that a server may run on its own machine.
    var agent: String { folder + "/agent" }
}
