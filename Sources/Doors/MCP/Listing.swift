// SPDX-License-Identifier: Apache-2.0
import GateKit
import JSON
import Shapes
import Vocabulary

extension Entry {
    /// What a model may know of a tool; the hints follow from its kind and its effect.
    var listing: JSON {
        [
            "name": .string(name), "title": .string(title), "description": .string(summary),
            "inputSchema": input.schema, "outputSchema": outputSchema,
            "annotations": [
                "title": .string(title), "readOnlyHint": .bool(isAnswer),
                "destructiveHint": .bool(effect == .destroy), "openWorldHint": false,
            ],
            "_meta": [
                "breeze/effect": .string(effect.rawValue), "breeze/risk": .string(risk.level.rawValue),
                "breeze/permission": .string("\(permission)"),
            ],
        ]
    }

    /// The tool's own output, or one of the things that may become of any call instead of it.
    ///
    /// Clients hold every result to this schema, so a call that waits for a person must fit it too; and the root must
    /// be of type object, for the revisions before 2026-07-28 know no other.
    private var outputSchema: JSON {
        ["type": "object", "anyOf": .array([output.schema] + ToolResult.otherSchemas)]
    }

    /// Whether this caller may use it at all.
    func isOpen(to caller: Principal) -> Bool {
        guard caller.may(permission) else { return false }
        switch (place, caller.reach) {
        case (.organization, _), (.partner, .partner): return true
        case (.partner, .organization), (.partner, .selected): return false
        }
    }
}

/// The tools of this installation as `tools/list` has them, written once.
struct Listing: Sendable {
    private let tools: [(entry: Entry, listing: [UInt8])]
    private let pageSize: Int

    init(_ registry: Registry, pageSize: Int) {
        tools = registry.entries.map { ($0, $0.listing.bytes) }
        self.pageSize = pageSize
    }

    /// Those that the caller may use, by name, from behind `name` on; and where to read on.
    func page(for caller: Principal, after name: String?) -> (tools: [UInt8], next: String?) {
        let due = tools.filter { tool in name.map { $0 < tool.entry.name } ?? true && tool.entry.isOpen(to: caller) }
        let page = due.prefix(pageSize)
        let next = due.count > page.count ? page.last.map { Cursor.after($0.entry.name) } : nil
        return (Array("[".utf8) + page.map(\.listing).joined(separator: Array(",".utf8)) + Array("]".utf8), next)
    }
}
