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
            if let (entry, arguments) = read(request.path) {
                guard isReading(request) else { return notAllowed(entry.name, "GET", request) }
                return try await call(entry, arguments, request)
            }
            guard request.path.hasPrefix(Self.root + "tools/") else {
                throw .notFound("address \(request.path.prefix(80))")
            }
            guard let entry = gate.registry[String(name)] else { throw .notFound("tool \(name.prefix(48))") }
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
            // What `curl -d '{…}'` sends if it is not told better.
            guard !form.hasPrefix("{") else {
                throw .invalid(path: "Content-Type", why: "must be application/json for a body that is JSON")
            }
            arguments = try entry.input.object(from: QueryItem.items(of: form)).bytes
        case "POST": arguments = try await body(of: request)
        case _ where entry.isAnswer && isReading(request):
            arguments = try entry.input.object(from: request.query).bytes
        default: return notAllowed(entry.name, entry.isAnswer ? "GET, POST" : "POST", request)
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

    /// `executions/{id}`, where a `Location` leads.
    private func read(_ path: Substring) -> (Entry, [UInt8])? {
        let parts = path.dropFirst(Self.root.count).split(separator: "/")
        guard parts.count == 2, parts[0].last == "s" else { return nil }
        return gate.registry.reader(of: String(parts[0].dropLast())).map { reader in
            (reader.entry, JSON.object([reader.field.name: .string(String(parts[1]))]).bytes)
        }
    }

    private func body(of request: Web.Request) async throws(Refusal) -> [UInt8] {
        do { return try await request.body(limit: Self.body) } catch {
            switch error {
            case .tooLarge: throw .invalid(path: "$", why: "is longer than \(Self.body) bytes")
            case .malformed, .tooSlow, .cutOff: throw .invalid(path: "$", why: "did not arrive whole")
            }
        }
    }

    private func isReading(_ request: Web.Request) -> Bool { request.method == "GET" || request.method == "HEAD" }

    private func notAllowed(_ what: String, _ may: String, _ request: Web.Request) -> Web.Response {
        Problem(405, "method_not_allowed", "Not called so", "\(what) is called with \(may).").response(to: request.id)
            .with("Allow", may)
    }

    /// Every tool that the caller may ask for, with its schemas.
    private func list(_ request: Web.Request) async throws(Refusal) -> Web.Response {
        guard isReading(request) else { return notAllowed("The list of tools", "GET", request) }
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
