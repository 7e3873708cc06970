// SPDX-License-Identifier: Apache-2.0
import CLI
import FeatureKit
import GateKit
import JSON
import Shapes

func toolPage() -> String {
    let rows = registry.entries.map { entry in
        [
            "[\(code(entry.name))](#\(entry.name))", entry.title, "\(entry.effect)", "\(entry.risk.level)",
            code(entry.permission),
        ]
    }
    let sections = features.filter { !$0.tools.isEmpty }.map { feature in
        let names = Set(feature.tools.map { type(of: $0).name })
        let entries = registry.entries.filter { names.contains($0.name) }
        return "## \(feature.name.prefix(1).uppercased() + feature.name.dropFirst())\n\n\(feature.promise)\n\n"
            + entries.map(section).joined(separator: "\n\n")
    }
    return """
        # Tools
        \(notice)

        Everything that can be asked, by whatever door: `POST /api/v1/tools/{name}` with the fields as JSON (`GET` with them in
        the query, for what only reads), `tools/call` at `/mcp`, `breeze call {name}` and the words below at the command line,
        and the console's pages and forms. What goes wrong is in [errors.md](errors.md), OpenAPI in
        [openapi.json](openapi.json).

        *Untrusted text* is an object `{"untrusted": …, "source": …}`: an endpoint wrote it, and it is data for ever.

        \(table(["Tool", "What it is", "Effect", "Risk", "Permission"], rows))

        \(sections.joined(separator: "\n\n"))

        """
}

private let catalogue = Catalogue(
    listing: [
        "items": .array(
            registry.entries.map { entry in
                [
                    "name": .string(entry.name), "input": entry.input.schema, "output": entry.output.schema,
                    "fields": .array(entry.input.members.map { .string($0.name) }),
                ]
            })
    ])

private func section(of entry: Entry) -> String {
    let fields = entry.input.members.map { member in
        let fallback = member.fallback.flatMap { $0 == .null ? nil : "default " + code(written($0)) }
        let bounds = [member.isRequired ? "required" : nil, member.shape.bounds, fallback].compactMap(\.self)
        return [
            code(member.name), member.shape.present.kind, member.meaning,
            bounds.filter { !$0.isEmpty }.joined(separator: "; "),
        ]
    }
    let facts = entry.output.paths().map { path, member in
        [code(path), member.shape.kind, member.meaning + (member.unit.map { " (\($0))" } ?? "")]
    }
    let example = (try? JSON(parsing: entry.example())).map { written($0, entry.output) } ?? ""
    let words = catalogue.tool(named: entry.name).map { catalogue.phrase(of: $0) }
    let command = words.map { "`breeze \($0.noun) \($0.verb)`" } ?? ""
    let effect =
        switch entry.effect {
        case .read: entry.isAnswer ? "Only reads" : "Asks devices, changes nothing"
        case .mutate: "Changes something"
        case .destroy: "Destroys something"
        }
    return """
        ### \(entry.name)

        **\(entry.title).** \(entry.summary)

        \(effect); risk \(entry.risk.level); needs \(code(entry.permission))\(entry.permission.isForPeople ? ", for people only" : ""). \(command)

        \(fields.isEmpty ? "It is asked nothing." : table(["Field", "Kind", "Meaning", "Bounds"], fields))

        <details><summary>What it answers</summary>

        \(table(["Fact", "Kind", "Meaning"], facts))

        \(fenced(example, "json"))

        </details>
        """
}
