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
    static let body = 256 * 1024

    private let gate: Gate
    private let description: Document

    public init(_ gate: Gate) {
        self.gate = gate
        description = Document(InterfaceDescription(gate.registry).document.bytes)
    }

    public func answer(_ request: Web.Request) async -> Web.Response {
        var response: Web.Response
        do throws(Refusal) {
            let resource = try Resource(at: request.path, gate.registry)
            response =
                switch resource.objection(to: request) {
                case .problem(let problem): problem.response(to: request.id).with("Allow", resource.methods)
                case .question: Web.Response(204).with("Allow", resource.methods)
                case nil: try await answer(request, as: resource)
                }
        } catch {
            response = Problem(error).response(to: request.id)
        }
        response.add("Breeze-Request-Id", request.id)
        response.add("X-Content-Type-Options", "nosniff")
        if response.header("cache-control") == nil { response.add("Cache-Control", "no-store") }
        return response
    }

    private func answer(_ request: Web.Request, as resource: Resource) async throws(Refusal) -> Web.Response {
        switch resource {
        case .description:
            _ = try await gate.caller(try request.credential())
            return description.response(to: request)
        case .tools: return try await list(request)
        case .thing(let entry, let arguments): return try await call(entry, arguments, request)
        case .tool(let entry) where request.isReading:
            return try await call(entry, entry.input.object(from: request.query).bytes, request)
        case .tool(let entry):
            if let item = request.query.first {
                throw .invalid(path: "?\(item.name.prefix(100))", why: "belongs into the body: this is a POST")
            }
            let body: [UInt8]
            do { body = try await request.body(limit: Self.body) } catch {
                return try unread(error).response(to: request.id)
            }
            if let problem = request.misnames(body) { return problem.response(to: request.id) }
            let arguments =
                request.isForm
                ? try entry.input.object(from: QueryItem.items(of: String(decoding: body, as: UTF8.self))).bytes : body
            return try await call(entry, arguments, request)
        }
    }

    private func call(_ entry: Entry, _ arguments: [UInt8], _ request: Web.Request) async throws(Refusal)
        -> Web.Response
    {
        let asked = GateKit.Request(
            entry.name, arguments, in: try request.organization(), idempotencyKey: try request.idempotencyKey(),
            wait: try request.wait(), requestID: request.id)
        let outcome = try await gate.handle(asked, by: try request.credential())
        return Web.Response(outcome, requestID: request.id)
    }

    private func unread(_ error: BodyError) throws(Refusal) -> Problem {
        switch error {
        case .tooLarge: Problem(.bodyTooLarge, "The body is longer than \(Self.body) bytes. Nothing was done.")
        case .malformed, .tooSlow, .cutOff: throw .invalid(path: "$", why: "did not arrive whole")
        }
    }

    /// Every tool that the caller may ask for, with its schemas.
    private func list(_ request: Web.Request) async throws(Refusal) -> Web.Response {
        let caller = try await gate.caller(try request.credential())
        let entries = gate.registry.entries.filter { caller.may($0.permission) }
        let page: JSON = ["items": .array(entries.map(\.listing)), "next_cursor": .null, "more": false]
        return Document(page.bytes).response(to: request)
    }
}
