// SPDX-License-Identifier: Apache-2.0

/// What the command line asked for.
struct Invocation {
    static let usage = """
        breeze-demo [--breeze FILE] [--agent FILE] [--server URL] [-- ARGUMENTS OF create_enrollment_key…]

        Boots three Debian machines, enrolls them at the server that runs here, breaks something on each, and removes them
        at Ctrl-C. Needs root, and what `scripts/setup test` installs.

        """

    var breeze = ".build/release/breeze"
    var agent = ".build/agent/release/breeze-agent"
    /// Each machine knows its host as breeze.test.
    var server = "https://breeze.test:8444"
    var keyArguments: [String] = []

    /// Nil when the words make no sense.
    init?(_ words: [String]) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                keyArguments = Array(rest)
                return
            }
            guard let value = rest.popFirst() else { return nil }
            switch word {
            case "--breeze": breeze = value
            case "--agent": agent = value
            case "--server": server = value
            default: return nil
            }
        }
    }
}
