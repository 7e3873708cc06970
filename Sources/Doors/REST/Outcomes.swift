// SPDX-License-Identifier: Apache-2.0
import GateKit
import JSON
import Reception
import Shapes
package import Vocabulary
package import Web

extension Web.Response {
    /// HTTP's words for what became of a call.
    package init(_ outcome: Outcome, requestID: String) {
        switch outcome {
        case .done(let bytes): self.init(200, json: bytes)
        case .pending(let approval):
            self = Self.accepted(
                ["status": "pending_approval", "approval_id": .string("\(approval)")],
                at: "approvals/\(approval)")
        case .started(let execution):
            self = Self.accepted(
                ["status": "started", "execution_id": .string("\(execution)")],
                at: "executions/\(execution)")
        case .blocked(let reason, let link):
            var problem = Problem(.blocked, reason)
            problem.link = link
            self = problem.response(to: requestID)
        }
    }

    private static func accepted(_ body: JSON, at location: String) -> Web.Response {
        Web.Response(202, json: body.bytes).with("Location", RESTDoor.root + location)
    }
}

extension Entry {
    /// What a caller may know of a tool; `fields` are the input's, in the order of their declaration, which JSON's
    /// objects do not keep.
    var listing: JSON {
        [
            "name": .string(name), "title": .string(title), "summary": .string(summary),
            "effect": .string(effect.rawValue), "risk": .string(risk.level.rawValue), "is_answer": .bool(isAnswer),
            "permission": .string("\(permission)"), "input": input.schema, "output": output.schema,
            "fields": .array(input.members.map { .string($0.name) }),
        ]
    }
}
