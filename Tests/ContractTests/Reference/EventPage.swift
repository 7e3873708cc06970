// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Vocabulary

/// Everything that is ever told.
let emitted = (features.flatMap(\.emits) + Gate.emits).sorted { $0.type < $1.type }

func eventPage() throws -> String {
    let rows = emitted.map { type in
        ["[\(code(type.type))](#\(type.type.replacing(".", with: "")))", type.category.rawValue, type.meaning]
    }
    let sections = try emitted.map { type in
        let example = type.example
        let tools = type.suggestedTools.map { "[\(code($0))](tools.md#\($0))" }.joined(separator: ", ")
        let untrusted = type.untrusted.map(code).joined(separator: ", ")
        return """
            ## \(type.type)

            \(type.meaning)

            \(table(
                ["", ""],
                [
                    ["Category", type.category.rawValue], ["Severity, for example", "\(example.severity)"],
                    ["In a sentence", example.summary], ["What to ask next", tools.isEmpty ? "–" : tools],
                    ["Written by endpoints", untrusted.isEmpty ? "nothing" : untrusted],
                ]))

            \(fenced(written(try JSON(parsing: JSON.encode(example))), "json"))
            """
    }
    return """
        # Events
        \(notice)

        What happened, told once its commit is visible, in order for each organization, at least once. Each has the same
        envelope: `id`, `type`, `occurred_at`, `recorded_at`, `organization_id`, `site_id`, `device_ids`, `severity`,
        `category`, `summary`, `details`, `correlation_id`, `causation_id`, `suggested_tools`, `untrusted`. The details are
        the type's own, and shown below; `untrusted` lists the paths in them whose strings an endpoint wrote.

        \(table(["Type", "Category", "When"], rows))

        \(sections.joined(separator: "\n\n"))

        """
}
