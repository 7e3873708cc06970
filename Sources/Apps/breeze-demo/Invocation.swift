// SPDX-License-Identifier: Apache-2.0

/// What the command line asked for.
struct Invocation {
    static let usage = """
        breeze-demo [--breeze FILE] [--agent FILE] [--data FOLDER] [--server URL]

        Boots three Debian machines, enrolls them at the server that runs here, breaks something on each, and removes them
        at Ctrl-C. Needs root, and what `scripts/setup test` installs. The server must answer to the name breeze.test
        (`breeze run --agent-names breeze.test`), which is what the machines call their host.

        """

    var breeze = ".build/release/breeze"
    var agent = ".build/agent/release/breeze-agent"
    /// Each machine knows its host as breeze.test.
    var server = "https://breeze.test:8444"
    /// The server's folder, whose socket and authority are asked.
    var data = "/var/lib/breeze"

    /// Nil when the words make no sense.
    init?(_ words: [String]) {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard let value = rest.popFirst() else { return nil }
            switch word {
            case "--breeze": breeze = value
            case "--agent": agent = value
            case "--data": data = value
            case "--server": server = value
            default: return nil
            }
        }
    }
}
