// SPDX-License-Identifier: Apache-2.0
import GateKit
import JSON
import Reception
import Shapes
import Vocabulary

extension ToolCall {
    /// What the gate is asked.
    func request(requestID: String) throws(Refusal) -> GateKit.Request {
        var asked = GateKit.Request(name, arguments.bytes, wait: Particulars.usualWait, requestID: requestID)
        if let organization = meta[Meta.organization] {
            asked.organization = try Particulars.organization(organization.text, at: Meta.path(Meta.organization))
        }
        if let key = meta[Meta.idempotencyKey] {
            asked.idempotencyKey = try Particulars.idempotencyKey(key.text, at: Meta.path(Meta.idempotencyKey))
        }
        if let wait = meta[Meta.wait] {
            asked.wait = try Particulars.wait(wait.wholeSeconds, at: Meta.path(Meta.wait))
        }
        return asked
    }

    /// The trace that a client says the call belongs to.
    var trace: String? { meta["traceparent"]?.text.flatMap(RequestID.of(traceparent:)) }
}

/// What a call may say beside its arguments, under `_meta`.
enum Meta {
    static let organization = "breeze/organization"
    static let idempotencyKey = "breeze/idempotency_key"
    static let wait = "breeze/wait"

    static func path(_ name: String) -> String { "_meta[\"\(name)\"]" }
}

extension Refusal {
    /// The gate calls the header by its name; here the same thing stands under `_meta`.
    var inMCP: Refusal {
        guard case .invalid(path: "Breeze-Organization", let why) = self else { return self }
        return .invalid(path: Meta.path(Meta.organization), why: why)
    }
}

extension JSON {
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
    fileprivate var wholeSeconds: Int? { if case .integer(let seconds) = self { seconds } else { nil } }
}
