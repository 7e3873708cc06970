// SPDX-License-Identifier: Apache-2.0
import Glibc
import Lifecycle
import Settings
import SettingsFile

// The composition root: read what was asked, and hand it on.
do {
    var environment: [String: String] = [:]
    for line in Environment.lines {
        guard let equals = line.firstIndex(of: "=") else { continue }
        environment[String(line[..<equals])] = String(line[line.index(after: equals)...])
    }
    let arguments = Array(CommandLine.arguments.dropFirst())
    let file = (named: Options.file, read: { @Sendable path in try TOML.table(at: path) } as Grammar.FileReader)
    switch try Options.grammar.read(arguments, environment: environment, file: file) {
    case .help(let text):
        print(text)
        exit(0)
    case .run(let invocation):
        let status =
            switch invocation.command {
            case "run": try await serve(invocation.settings)
            case "config": try printSettings(invocation.settings)
            case "doctor": try await examine(invocation.settings)
            case "upgrade": try await upgrade(invocation)
            case _ where invocation.command.hasPrefix("db "): try Caretaker(invocation.settings).work(invocation)
            default: try await ask(invocation)  // the rest are questions to a running server
            }
        exit(status)
    }
} catch let error as SettingsError where CommandLine.arguments.dropFirst().first == "doctor" {
    exit(try tell(wrongSettings(error), asJSON: CommandLine.arguments.contains("--json")))
} catch {
    say("breeze: \(error)", to: 2)
    exit(error is SettingsError ? 2 : 1)
}
