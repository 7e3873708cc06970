// SPDX-License-Identifier: Apache-2.0
import JSON

extension Catalogue {
    /// What things there are, and what can be done with each.
    public func overview(width: Int) -> String {
        guard !tools.isEmpty else { return "" }
        let lines = nouns.map { noun in (noun, tools(of: noun).map(\.verb).joined(separator: ", ")) }
        return
            ([section("Things, and what can be done with them", lines, width)]
            + ["\n`breeze <thing> <verb> --help` tells of one; `breeze call <tool>` calls any by its name.\n"]).joined()
    }

    /// What can be done with one thing.
    func help(noun: String, width: Int) -> String {
        let lines = tools(of: noun).map { (usage(of: $0.tool), $0.tool.summary) }
        return "breeze \(noun) <verb>\n" + section("Verbs", lines, width)
    }

    /// How a tool is called, and each of its fields.
    func help(_ tool: ListedTool, width: Int) -> String {
        let fields = tool.fields.map { field in
            let bounds = field.bounds
            return (
                "--\(field.flag) <\(field.kind)>",
                field.meaning + (bounds.isEmpty ? "" : " (" + bounds + ")")
            )
        }
        let also = "Also: breeze call \(tool.name). \(tool.isAnswer ? "It only reads" : "Risk: \(tool.risk)")."
        return [
            "breeze \(usage(of: tool)) [--flags]\n\n\(tool.summary.wrapped(to: width))\n\n\(also)\n",
            section("Fields", fields, width),
        ].joined()
    }

    private func usage(of tool: ListedTool) -> String {
        let phrase = phrase(of: tool)
        let due = tool.fields.filter(\.isRequired).map { $0.count == nil ? "<\($0.flag)>" : "<\($0.flag)> …" }
        return ([phrase.noun, phrase.verb] + due).joined(separator: " ")
    }

    private func section(_ title: String, _ lines: [(String, String)], _ width: Int) -> String {
        guard !lines.isEmpty else { return "" }
        let column = min(34, lines.map(\.0.places).max() ?? 0)
        let texts = lines.map { name, help in
            let gap =
                name.places > column
                ? "\n" + String(repeating: " ", count: column + 4)
                : String(repeating: " ", count: column - name.places + 2)
            return "  \(name)\(gap)\(help.wrapped(to: max(30, width - column - 4), indent: column + 4))"
        }
        return "\n\(title)\n\(texts.joined(separator: "\n"))\n"
    }
}
