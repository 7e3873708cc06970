// SPDX-License-Identifier: Apache-2.0
import JSON
import Reception
import Vocabulary
import Web

/// A message that gets no result: a JSON-RPC error, and the HTTP status that goes with it.
///
/// The id is null until the message has been understood far enough to know it.
struct Fault: Error, Sendable, Equatable {
    var status: Int
    let code: Int
    let message: String
    var data: JSON?
    var id: JSON = .null
    var headers: [Header] = []

    init(_ status: Int, _ code: Int, _ message: String, data: JSON? = nil) {
        (self.status, self.code, self.message, self.data) = (status, code, message, data)
    }

    /// The reserved numbers that we have use for.
    enum Code {
        static let parse = -32700
        static let request = -32600
        static let method = -32601
        static let parameters = -32602
        static let headers = -32020
        static let version = -32022
    }

    func answering(_ id: JSON) -> Fault {
        var fault = self
        fault.id = id
        return fault
    }

    /// The handshake's clients read an error to their own request only under a 200.
    func inEra(_ era: Era) -> Fault {
        var fault = self
        switch era {
        case .modern: break
        case .legacy: fault.status = 200
        }
        return fault
    }
}

extension Fault {
    /// What is wrong before anybody has read the message.
    static func refused(_ status: Int, _ message: String) -> Fault { Fault(status, Code.request, message) }
    static func parameters(_ message: String) -> Fault { Fault(400, Code.parameters, message) }
    static func headers(_ message: String) -> Fault { Fault(400, Code.headers, message) }
    static func method(_ method: String) -> Fault {
        Fault(404, Code.method, "Method not found", data: .string(String(method.prefix(100))))
    }
    static func version(_ requested: String) -> Fault {
        Fault(
            400, Code.version, "Unsupported protocol version",
            data: ["supported": [.string(Version.modern)], "requested": .string(String(requested.prefix(40)))])
    }

    /// A caller whom the gate does not let in: HTTP's own number is the code, which JSON-RPC leaves to us.
    init(_ refusal: Refusal, requestID: String) {
        let status = refusal.status
        var data: [String: JSON] = ["code": .string(refusal.code), "request_id": .string(requestID)]
        switch refusal {
        case .unauthenticated: headers = [Header("WWW-Authenticate", "Bearer")]
        case .forbidden(let permission):
            data["permission"] = .string(permission)
            headers = [Header("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"\(permission)\"")]
        case .tooMany(let seconds):
            data["retry_after"] = .integer(seconds)
            headers = [Header("Retry-After", String(seconds))]
        case .notFound, .invalid, .conflict, .unavailable: break
        }
        (self.status, code, message, self.data) = (status, status, refusal.sentence, .object(data))
    }
}
