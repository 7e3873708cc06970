// SPDX-License-Identifier: Apache-2.0
import Glibc
import Lifecycle
import Settings

// The fleet's composition root: read what was asked, and hand it on.
do {
    switch try Options.grammar.read(Array(CommandLine.arguments.dropFirst()), environment: [:]) {
    case .help(let text):
        say(text)
        exit(0)
    case .run(let invocation):
        switch invocation.command {
        case "enroll": exit(try await enroll(invocation.settings))
        case "send": exit(try await send(invocation.settings))
        default: exit(try await stop(invocation.settings))  // "stop": the grammar lets nothing else through
        }
    }
} catch {
    say("breeze-fleet: \(error)", to: 2)
    exit(error is SettingsError ? 2 : 1)
}
