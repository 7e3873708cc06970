// SPDX-License-Identifier: Apache-2.0
import Settings

func settingsPage() -> String {
    let grammar = Options.grammar
    let rows = grammar.declarations.map { declaration in
        let commands = grammar.commands(of: declaration).map { $0.isEmpty ? "things" : $0 }
        let usual = declaration.usual.map { $0.isEmpty ? "–" : $0 } ?? "must be given"
        return [
            code(declaration.name), declaration.help,
            declaration.range ?? String(declaration.noun.prefix { $0 != "," }), usual,
            commands.isEmpty ? "all" : commands.map(code).joined(separator: ", "),
        ]
    }
    let commands = grammar.commandNames.map { [code("breeze " + $0.name), $0.help] }
    return """
        # Settings
        \(notice)

        Every setting of `breeze` is a flag (`--console-port`), a variable (`BREEZE_CONSOLE_PORT`) and a name in the
        settings file, which is TOML (`console_port`, or `port` under `[console]`). A flag goes before a variable, a
        variable before the file, the file before the default. What is unknown in a flag or in the file is refused.

        \(table(["Setting", "What it is", "What it may be", "Default", "For"], rows))

        *things* are the words that a server's tools are called by, such as `breeze device list`.

        ## Commands

        \(table(["Command", "What it does"], commands + [["`breeze <thing> <verb>`", "Calls a tool by what people say."]]))

        """
}
