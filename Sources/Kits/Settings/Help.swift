// SPDX-License-Identifier: Apache-2.0

extension Grammar {
    /// What `--help` prints: for one command, or for the whole program.
    public func help(for command: String? = nil) -> String {
        help(for: command.flatMap { name in commands.first { $0.name == name } })
    }

    func help(for command: Command?) -> String {
        guard let command, !command.words.isEmpty || commands.count == 1 else { return overview }
        let usage = ([program] + command.words + command.arguments.map(\.usage)).joined(separator: " ")
        return [
            "\(usage) [--flags]\n\n\(command.help)\n",
            section("Arguments", command.arguments.map { ("<\($0.name)>", $0.help) }),
            section("Flags", (command.settings + settings).map(line)),
        ].joined()
    }

    private var overview: String {
        [
            "\(program): \(summary)\n",
            section(
                "Commands", commands.map { (($0.words + $0.arguments.map(\.usage)).joined(separator: " "), $0.help) }),
            section("Flags of all commands", settings.map(line)),
            hasFlagsOnly
                ? ""
                : "\nEvery flag is also a variable (for --some-name BREEZE_SOME_NAME), and a name in the settings file.\n",
        ].joined()
    }

    private func line(_ declaration: Declaration) -> (String, String) {
        let range = declaration.range.map { " (\($0))" } ?? ""
        let value = declaration.usual.map { $0.isEmpty ? "" : " Default: \($0)." } ?? " Must be given."
        return (
            declaration.isTruth ? declaration.flag : "\(declaration.flag) <value>", declaration.help + range + value
        )
    }

    private func section(_ title: String, _ lines: [(String, String)]) -> String {
        guard !lines.isEmpty else { return "" }
        let width = min(32, lines.map(\.0.count).max() ?? 0)
        let texts = lines.map { name, help in
            let gap = name.count > width ? "\n" + String(repeating: " ", count: width + 4) : pad(name, width)
            return "  \(name)\(gap)\(help)"
        }
        return "\n\(title)\n\(texts.joined(separator: "\n"))\n"
    }

    private func pad(_ name: String, _ width: Int) -> String { String(repeating: " ", count: width - name.count + 2) }
}

extension Command.Argument {
    fileprivate var usage: String {
        switch count {
        case .one: "<\(name)>"
        case .perhaps: "[<\(name)>]"
        case .several: "[<\(name)> …]"
        }
    }
}
