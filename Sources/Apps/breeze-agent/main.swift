// SPDX-License-Identifier: Apache-2.0
import Glibc
import Lifecycle
import Settings

// The agent's composition root: read what was asked, and hand it on.
do {
    switch try Options.grammar.read(Array(CommandLine.arguments.dropFirst()), environment: [:]) {
    case .help(let text):
        say(text)
        exit(0)
    case .run(let invocation):
        switch invocation.command {
        case "enroll": try await enroll(invocation.settings)
        case "run": try await run(invocation.settings)
        case "install": try await install(invocation.settings)
        case "uninstall": try uninstall(invocation.settings)
        case "diag": exit(try await examine(invocation.settings))
        default: exit(try status(invocation.settings))  // "status": the grammar lets nothing else through
        }
    }
} catch {
    say("breeze-agent: \(error)", to: 2)
    exit(error is SettingsError ? 2 : 1)
}
