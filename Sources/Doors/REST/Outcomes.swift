// SPDX-License-Identifier: Apache-2.0
import GateKit
import JSON
import Reception
import Shapes
import Vocabulary
import Web

extension Web.Response {
    /// HTTP's words for what became of a call.
    init(_ outcome: Outcome, of entry: Entry, requestID: String) {
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
            var problem = Problem(403, "blocked", "Blocked", reason)
            problem.link = link
            self = problem.response(to: requestID)
        }
        add("Breeze-Request-Id", requestID)
    }

    private static func accepted(_ body: JSON, at location: String) -> Web.Response {
        Web.Response(202, json: body.bytes).with("Location", RESTDoor.root + location)
    }
}

extension Entry {
    /// What a caller may know of a tool.
    var listing: JSON {
        [
            "name": .string(name), "title": .string(title), "summary": .string(summary),
            "effect": .string(effect.rawValue), "risk": .string(risk.level.rawValue),
            "permission": .string("\(permission)"), "input": input.schema, "output": output.schema,
        ]
    }
}
