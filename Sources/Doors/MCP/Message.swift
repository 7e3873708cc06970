// SPDX-License-Identifier: Apache-2.0
import JSON

/// One JSON-RPC message that a client may send: nothing else has come when this exists.
enum Message: Sendable, Equatable {
    case request(id: JSON, method: String, parameters: [String: JSON])
    /// Wants no answer.
    case notification(method: String)

    /// A batch, an answer to something that we never asked, or a malformed envelope is refused as a whole.
    init(_ body: [UInt8]) throws(Fault) {
        let json: JSON
        do { json = try JSON(parsing: body) } catch {
            let why = (error as? JSONError).map { ": \($0.why) at byte \($0.offset)" } ?? ""
            throw Fault(400, Fault.Code.parse, "Parse error" + why)
        }
        guard json["jsonrpc"] == "2.0", case .string(let method)? = json["method"],
            let parameters = Self.parameters(json["params"])
        else { throw Self.malformed }
        switch json["id"] {
        case nil: self = .notification(method: method)
        case .string?, .integer?: self = .request(id: json["id"] ?? .null, method: method, parameters: parameters)
        case .null?, .bool?, .number?, .array?, .object?: throw Self.malformed
        }
    }

    private static let malformed = Fault(
        400, Fault.Code.request, "Body must be a single JSON-RPC request or notification object")

    private static func parameters(_ value: JSON?) -> [String: JSON]? {
        switch value {
        case nil: [:]
        case .object(let members)?: members
        case .null?, .bool?, .integer?, .number?, .string?, .array?: nil
        }
    }
}
