// SPDX-License-Identifier: Apache-2.0
import JSON
package import Reception
import Shapes
package import Vocabulary

/// What `tools/call` answers: one JSON object, for programs as it is and for models as text.
///
/// Some clients show a model the one, some the other, so that both say the same.
package struct ToolResult: Sendable, Equatable {
    /// Which of the schema's forms it has.
    package enum Form: String, Sendable, CaseIterable {
        case done, pending = "pending_approval", started, blocked, refused
    }

    package let form: Form
    /// JSON; a tool's output goes out byte for byte.
    package let structured: [UInt8]

    package init(_ outcome: Outcome, on premises: Premises) {
        switch outcome {
        case .done(let bytes): self.init(form: .done, structured: bytes)
        case .pending(let approval): self.init(.pending, ["approval_id": .string("\(approval)")])
        case .started(let execution): self.init(.started, ["execution_id": .string("\(execution)")])
        case .blocked(let reason, let link):
            self.init(.blocked, ["reason": .string(reason), "link": .string(premises.link(link))])
        }
    }

    /// Nothing was done, and the model can read why; nil where HTTP has to say it.
    package init?(_ refusal: Refusal, requestID: String) {
        let refusal = refusal.inMCP
        var members: [String: JSON] = [
            "code": .string(refusal.code), "detail": .string(refusal.sentence), "request_id": .string(requestID),
        ]
        switch refusal {
        case .unauthenticated, .forbidden: return nil
        case .invalid(let path, _): members["path"] = .string(path)
        case .tooMany(let seconds): members["retry_after"] = .integer(seconds)
        case .conflict(_, let revision): members["revision"] = revision.map { .integer($0) }
        case .notFound, .unavailable: break
        }
        self.init(.refused, members)
    }

    private init(form: Form, structured: [UInt8]) { (self.form, self.structured) = (form, structured) }

    private init(_ form: Form, _ members: [String: JSON]) {
        let status: [String: JSON] = ["status": .string(form.rawValue)]
        self.init(form: form, structured: JSON.object(members.merging(status) { $1 }).bytes)
    }

    var members: [(name: String, value: [UInt8])] {
        let text = JSON.string(String(decoding: structured, as: UTF8.self)).bytes
        return [
            ("content", Array(#"[{"type":"text","text":"#.utf8) + text + Array("}]".utf8)),
            ("structuredContent", structured),
            ("isError", JSON.bool(form == .refused).bytes),
        ]
    }
}

extension ToolResult {
    /// The forms that are no tool's output, as JSON Schema.
    static let otherSchemas: [JSON] = Form.allCases.compactMap { form in
        switch form {
        case .done: nil
        case .pending:
            schema(form, "A person must agree first.", ["approval_id": ["type": "string", "format": "uuid"]])
        case .started:
            schema(form, "Devices are at it; ask again later.", ["execution_id": ["type": "string", "format": "uuid"]])
        case .blocked:
            schema(
                form, "Not at this door; the link leads a person to it.",
                ["reason": ["type": "string"], "link": ["type": "string"]])
        case .refused:
            schema(
                form, "Nothing was done.",
                ["code": ["type": "string"], "detail": ["type": "string"], "request_id": ["type": "string"]],
                maybe: [
                    "path": ["type": "string"], "retry_after": ["type": "integer"], "revision": ["type": "integer"],
                ])
        }
    }

    private static func schema(
        _ form: Form, _ meaning: String, _ members: [String: JSON], maybe: [String: JSON] = [:]
    ) -> JSON {
        [
            "type": "object", "description": .string(meaning), "additionalProperties": false,
            "required": .array((["status"] + members.keys.sorted()).map { .string($0) }),
            "properties": .object(
                members.merging(maybe) { $1 }.merging(["status": ["const": .string(form.rawValue)]]) { $1 }),
        ]
    }
}
