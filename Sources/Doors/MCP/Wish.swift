// SPDX-License-Identifier: Apache-2.0
import JSON
import Secrets

/// What a client wants of this door.
enum Wish: Sendable, Equatable {
    /// `server/discover`: what this server is and speaks.
    case discover
    /// `initialize`: the handshake, with the version that the client would like.
    case handshake(version: String)
    case ping
    case list(after: String?)
    case call(ToolCall)
}

/// A tool, what it is asked, and what the call says beside.
struct ToolCall: Sendable, Equatable {
    let name: String
    let arguments: JSON
    let meta: [String: JSON]
}

extension Wish {
    /// Without a session: the headers must say what the body says, for a gateway routes by them.
    init(modern method: String, _ parameters: [String: JSON], _ head: Head) throws(Fault) {
        if let name = head.duplicate { throw .headers("\(name) header appears more than once") }
        try Self.checkEnvelope(method, parameters, head)
        switch method {
        case "server/discover": self = .discover
        case "tools/list": self = try Self.list(parameters)
        case "tools/call": self = try Self.call(parameters)
        default: throw .method(method)  // a client's word: anything may come
        }
    }

    /// Within the handshake's way; whether there is a session is the door's to know.
    init(legacy method: String, _ parameters: [String: JSON]) throws(Fault) {
        do throws(Fault) {
            switch method {
            case "initialize": self = try Self.handshake(parameters)
            case "ping": self = .ping
            case "tools/list": self = try Self.list(parameters)
            case "tools/call": self = try Self.call(parameters)
            default: throw .method(method)  // a client's word: anything may come
            }
        } catch { throw error.inEra(.legacy) }
    }

    private static func checkEnvelope(_ method: String, _ parameters: [String: JSON], _ head: Head) throws(Fault) {
        let (version, capabilities) = (Envelope.version, Envelope.capabilities)
        guard case .object(let meta)? = parameters["_meta"] else {
            throw .parameters(
                "params._meta must be an object carrying the required '\(version)' and '\(capabilities)' envelope keys")
        }
        let missing = [version, capabilities].filter { meta[$0] == nil }
        guard missing.isEmpty else {
            throw .parameters(
                "params._meta is missing the required envelope key(s): \(missing.joined(separator: ", "))")
        }
        guard let requested = head["mcp-protocol-version"], meta[version] == .string(requested) else {
            throw .headers("mcp-protocol-version header does not match the request envelope's protocol version")
        }
        guard head["mcp-method"] == method else {
            throw .headers("mcp-method header does not match the request body's method")
        }
        if method == "tools/call", let name = parameters["name"], head["mcp-name"].flatMap(headerText) != name {
            throw .headers("mcp-name header does not match the request body's 'name' parameter")
        }
        guard requested == Version.modern else { throw .version(requested) }
        guard case .object? = meta[capabilities] else { throw .parameters("\(capabilities) must be an object") }
    }

    /// A header's text, which is Base64 in a wrapper where a header could not hold it as it is.
    private static func headerText(_ value: String) -> JSON? {
        guard value.hasPrefix("=?base64?"), value.hasSuffix("?="), value.utf8.count >= 11 else { return .string(value) }
        return Base64.standard.bytes(of: String(value.dropFirst(9).dropLast(2)))
            .flatMap { String(validating: $0, as: UTF8.self) }.map(JSON.string)
    }

    private static func handshake(_ parameters: [String: JSON]) throws(Fault) -> Wish {
        guard case .string(let version)? = parameters["protocolVersion"] else {
            throw .parameters("params.protocolVersion must be a string")
        }
        return .handshake(version: version)
    }

    private static func list(_ parameters: [String: JSON]) throws(Fault) -> Wish {
        switch parameters["cursor"] {
        case nil: return .list(after: nil)
        case .string(let cursor)?: return .list(after: try Cursor.name(in: cursor))
        case .null?, .bool?, .integer?, .number?, .array?, .object?: throw Cursor.unknown
        }
    }

    private static func call(_ parameters: [String: JSON]) throws(Fault) -> Wish {
        guard case .string(let name)? = parameters["name"] else { throw .parameters("params.name must be a string") }
        let arguments = parameters["arguments"] ?? [:]
        guard case .object = arguments else { throw .parameters("params.arguments must be an object") }
        guard case .object(let meta) = parameters["_meta"] ?? [:] else {
            throw .parameters("params._meta must be an object")
        }
        return .call(ToolCall(name: name, arguments: arguments, meta: meta))
    }
}

/// What a message of the modern way says about itself, under `_meta`.
enum Envelope {
    static let version = "io.modelcontextprotocol/protocolVersion"
    static let capabilities = "io.modelcontextprotocol/clientCapabilities"
    static let server = "io.modelcontextprotocol/serverInfo"
}

/// Where a list goes on: the last name of the page before, wrapped so that nobody takes it for one.
enum Cursor {
    static let unknown = Fault.parameters("params.cursor is not one that this server gave out")

    static func after(_ name: String) -> String { Base64.url.text(of: Array(name.utf8)) }

    static func name(in cursor: String) throws(Fault) -> String {
        guard cursor.utf8.count <= 200, let bytes = Base64.url.bytes(of: cursor),
            let name = String(validating: bytes, as: UTF8.self)
        else { throw unknown }
        return name
    }
}
