// SPDX-License-Identifier: Apache-2.0
public import GateKit
import JSON
import Reception
import Shapes
import Vocabulary
public import Web

/// `POST /api/v1/tools/{name}`, and GET for what only reads.
///
/// Knows HTTP; knows no tool.
public struct RESTDoor: Sendable {
    /// Where this door's paths begin.
    public static let root = "/api/v1/"
    /// Bytes of a call's arguments.
    private static let body = 256 * 1024

    private let gate: Gate
    public init(_ gate: Gate) { self.gate = gate }

    public func answer(_ request: Web.Request) async throws -> Web.Response {
        do throws(Refusal) {
            let name = request.path.dropFirst(Self.root.count + "tools/".count)
            if request.path == Self.root + "tools" { return try await list(request) }
            if let (entry, arguments) = read(request.path) { return try await call(entry, arguments, request) }
            guard request.path.hasPrefix(Self.root + "tools/"), let entry = gate.registry[String(name)] else {
                throw .notFound("address \(request.path.prefix(80))")
            }
            return try await call(entry, request)
        } catch {
            return Problem(error).response(to: request.id)
        }
    }

    private func call(_ entry: Entry, _ request: Web.Request) async throws(Refusal) -> Web.Response {
        let arguments: [UInt8]
        switch request.method {
        case "POST" where request.isForm:
            let form = String(decoding: try await body(of: request), as: UTF8.self)
            arguments = try entry.input.object(from: QueryItem.items(of: form)).bytes
        case "POST": arguments = try await body(of: request)
        case "GET" where entry.effect == .read, "HEAD" where entry.effect == .read:
            arguments = try entry.input.object(from: request.query).bytes
        default: return notAllowed(entry, request)
        }
        return try await call(entry, arguments, request)
    }

    private func call(_ entry: Entry, _ arguments: [UInt8], _ request: Web.Request) async throws(Refusal)
        -> Web.Response
    {
        let asked = GateKit.Request(
            entry.name, arguments, in: try request.organization(), idempotencyKey: try request.idempotencyKey(),
            wait: try request.wait(), requestID: request.id)
        let outcome = try await gate.handle(asked, by: try request.credential())
        return Web.Response(outcome, of: entry, requestID: request.id)
    }

    /// `executions/{id}`, where a `Location` leads: the one Answer that asks for an id of that kind and nothing else.
    private func read(_ path: Substring) -> (Entry, [UInt8])? {
        let parts = path.dropFirst(Self.root.count).split(separator: "/")
        guard parts.count == 2, parts[0].last == "s" else { return nil }
        let noun = String(parts[0].dropLast())
        let readers = gate.registry.entries.filter { entry in
            let due = entry.input.members.filter(\.isRequired)
            return entry.effect == .read && due.count == 1 && due[0].shape == .id(of: noun)
        }
        guard readers.count == 1, let field = readers[0].input.members.first(where: \.isRequired) else { return nil }
        return (readers[0], JSON.object([field.name: .string(String(parts[1]))]).bytes)
    }

    private func body(of request: Web.Request) async throws(Refusal) -> [UInt8] {
        do { return try await request.body(limit: Self.body) } catch {
            switch error {
            case .tooLarge: throw .invalid(path: "$", why: "is longer than \(Self.body) bytes")
            case .malformed, .tooSlow, .cutOff: throw .invalid(path: "$", why: "did not arrive whole")
            }
        }
    }

    private func notAllowed(_ entry: Entry, _ request: Web.Request) -> Web.Response {
        let may = entry.effect == .read ? "GET, POST" : "POST"
        return Problem(405, "method_not_allowed", "\(entry.name) is called with \(may).").response(to: request.id)
            .with("Allow", may)
    }

    /// Every tool that the caller may ask for, with its schemas.
    private func list(_ request: Web.Request) async throws(Refusal) -> Web.Response {
        guard request.method == "GET" || request.method == "HEAD" else {
            return Problem(405, "method_not_allowed", "The list of tools is read with GET.").response(to: request.id)
                .with("Allow", "GET")
        }
        let caller = try await gate.caller(try request.credential())
        let entries = gate.registry.entries.filter { caller.may($0.permission) }
        return Web.Response(200, json: JSON.object(["items": .array(entries.map(\.listing))]).bytes)
    }
}

extension Web.Request {
    /// Arguments as a browser's form or `curl -d name=value` sends them.
    fileprivate var isForm: Bool {
        header("content-type")?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true
    }
}
