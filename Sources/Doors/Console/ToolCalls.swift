// SPDX-License-Identifier: Apache-2.0
package import GateKit
package import JSON
import Shapes

/// One call as each door takes it: to be copied and run as it stands.
package struct ToolCalls: Sendable {
    private let entry: Entry
    /// What differs from the defaults: nobody types those.
    private let arguments: [String: JSON]
    private let server: String
    private let organization: String?

    package init(_ entry: Entry, _ arguments: JSON, at server: String, in organization: String?) {
        (self.entry, self.server, self.organization) = (entry, server, organization)
        var given: [String: JSON] = if case .object(let all) = arguments { all } else { [:] }
        for member in entry.input.members where member.fallback != nil && given[member.name] == member.fallback {
            given[member.name] = nil
        }
        self.arguments = given
    }

    package var rest: String {
        var lines = [
            "curl \(shellWord(server + "/api/v1/tools/" + entry.name))",
            #"-H "Authorization: Bearer $BREEZE_API_KEY""#, "-H 'Content-Type: application/json'",
        ]
        if let organization { lines.append("-H 'Breeze-Organization: \(organization)'") }
        // What is no read names each attempt, so that a repeat has no second effect.
        if !entry.isAnswer { lines.append(#"-H "Idempotency-Key: $(uuidgen)""#) }
        lines.append("-d \(shellWord(text))")
        return lines.joined(separator: " \\\n  ")
    }

    package var mcp: String {
        var parameters: [String: JSON] = ["name": .string(entry.name), "arguments": .object(arguments)]
        var meta: [String: JSON] = [:]
        if let organization { meta["breeze/organization"] = .string(organization) }
        if !entry.isAnswer { meta["breeze/idempotency_key"] = "a-key-of-your-own" }
        if !meta.isEmpty { parameters["_meta"] = .object(meta) }
        return laidOut(["jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": .object(parameters)])
    }

    package var cli: String {
        var words = ["breeze call \(entry.name)"]
        for member in entry.input.members {
            guard let value = arguments[member.name] else { continue }
            words += flags(member.name.replacing("_", with: "-"), value)
        }
        if let organization { words.append("--in-organization \(organization)") }
        return words.joined(separator: words.count > 3 ? " \\\n  " : " ")
    }

    private var text: String { String(decoding: JSON.object(arguments).bytes, as: UTF8.self) }

    private func flags(_ name: String, _ value: JSON) -> [String] {
        switch value {
        case .array(let elements): elements.flatMap { flags(name, $0) }
        case .string(let text): ["--\(name) \(shellWord(text))"]
        case .null: []
        case .bool, .integer, .number, .object:
            ["--\(name) \(shellWord(String(decoding: value.bytes, as: UTF8.self)))"]
        }
    }
}

/// A word for a shell: bare where it needs nothing, else in quotes that nothing ends.
package func shellWord(_ text: String) -> String {
    let isPlain =
        !text.isEmpty
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "@"):
                true
            default: false  // it may mean something to a shell
            }
        }
    return isPlain ? text : "'" + text.replacing("'", with: #"'\''"#) + "'"
}

/// JSON over several lines, as people read it; names in order.
package func laidOut(_ value: JSON, indent: String = "") -> String {
    let inner = indent + "  "
    switch value {
    case .object(let members) where !members.isEmpty:
        let lines = members.sorted { $0.key < $1.key }.map { name, value in
            inner + text(.string(name)) + ": " + laidOut(value, indent: inner)
        }
        return "{\n" + lines.joined(separator: ",\n") + "\n" + indent + "}"
    case .array(let elements) where !elements.isEmpty:
        return "[\n" + elements.map { inner + laidOut($0, indent: inner) }.joined(separator: ",\n") + "\n" + indent
            + "]"
    case .object, .array, .null, .bool, .integer, .number, .string: return text(value)
    }
}

private func text(_ value: JSON) -> String { String(decoding: value.bytes, as: UTF8.self) }
