// SPDX-License-Identifier: Apache-2.0
public import GateKit
import JSON
public import Reception
import Secrets
public import Shapes
import Synchronization
import Vocabulary
public import Web

/// `POST /mcp`: the Model Context Protocol, its stateless revision and, for older clients, the handshake's.
///
/// Knows JSON-RPC; knows no tool.
public final class MCPDoor: Sendable {
    public static let path = "/mcp"
    /// Bytes of a message.
    private static let body = 512 * 1024

    private let gate: Gate
    private let premises: Premises
    private let listing: Listing
    private let now: @Sendable () -> Instant
    private let sessions = Mutex(Sessions())

    public convenience init(_ gate: Gate, on premises: Premises, now: @escaping @Sendable () -> Instant) {
        self.init(gate, on: premises, toolsOnPage: 100, now: now)
    }

    package init(_ gate: Gate, on premises: Premises, toolsOnPage: Int, now: @escaping @Sendable () -> Instant) {
        (self.gate, self.premises, self.now) = (gate, premises, now)
        listing = Listing(gate.registry, pageSize: toolsOnPage)
    }

    public func answer(_ request: Web.Request) async -> Web.Response {
        let head = Head(request.method, request.headers)
        let credential = try? request.credential()
        return await answer(head, by: credential, requestID: request.id) { () async throws(BodyError) in
            try await request.body(limit: Self.body)
        }
    }

    /// The door without its socket; the body is read when the caller is known, and not before.
    package func answer(
        _ head: Head, by credential: Credential?, requestID: String, body: () async throws(BodyError) -> [UInt8]
    ) async -> Web.Response {
        do throws(Fault) {
            try head.check(premises)
            let visit = try await visit(head, credential, requestID)
            guard head.method == "POST" else { return try end(visit) }
            let bytes: [UInt8]
            do throws(BodyError) { bytes = try await body() } catch { throw Fault(error) }
            return try await answer(Message(bytes), head, visit)
        } catch {
            return error.response
        }
    }

    private func visit(_ head: Head, _ credential: Credential?, _ requestID: String) async throws(Fault) -> Visit {
        do throws(Refusal) {
            guard let credential else { throw .unauthenticated }
            return Visit(
                era: head.era, session: head["mcp-session-id"], caller: try await gate.caller(credential),
                credential: credential, requestID: requestID,
                isTraced: head["traceparent"].flatMap(RequestID.of(traceparent:)) != nil)
        } catch { throw Fault(error, requestID: requestID) }
    }

    private func answer(_ message: Message, _ head: Head, _ visit: Visit) async throws(Fault) -> Web.Response {
        switch message {
        case .notification:
            // None of them asks for anything that this door does; one cancels by hanging up.
            switch visit.era {
            case .modern:
                if let version = head["mcp-protocol-version"], version != Version.modern { throw .version(version) }
            case .legacy: try use(visit)
            }
            return Web.Response(202)
        case .request(let id, let method, let parameters):
            do throws(Fault) {
                let wish: Wish
                switch visit.era {
                case .modern: wish = try Wish(modern: method, parameters, head)
                case .legacy:
                    if method != "initialize" { try use(visit) }
                    wish = try Wish(legacy: method, parameters)
                }
                return try await grant(wish, id, visit)
            } catch { throw error.answering(id) }
        }
    }

    private func grant(_ wish: Wish, _ id: JSON, _ visit: Visit) async throws(Fault) -> Web.Response {
        switch wish {
        case .discover: return Introduction.discovery.cacheable(in: visit.era).reply(to: id, in: visit.era)
        case .handshake(let version):
            return Introduction.handshake(for: version).reply(to: id, in: visit.era).with("Mcp-Session-Id", open(visit))
        case .ping: return MethodResult().reply(to: id, in: visit.era)
        case .list(let name): return try list(after: name, visit).reply(to: id, in: visit.era)
        case .call(let call):
            let requestID = visit.isTraced ? visit.requestID : call.trace ?? visit.requestID
            return MethodResult(try await run(call, visit, requestID)).reply(to: id, in: visit.era)
                .with("Breeze-Request-Id", requestID)
        }
    }

    private func list(after name: String?, _ visit: Visit) throws(Fault) -> MethodResult {
        if let name, gate.registry[name] == nil { throw Cursor.unknown.inEra(visit.era) }
        let page = listing.page(for: visit.caller, after: name)
        var members = [("tools", page.tools)]
        if let next = page.next { members.append(("nextCursor", JSON.string(next).bytes)) }
        return MethodResult(members).cacheable(in: visit.era)
    }

    private func run(_ call: ToolCall, _ visit: Visit, _ requestID: String) async throws(Fault) -> ToolResult {
        guard gate.registry[call.name] != nil else {
            throw .parameters("Unknown tool: \(call.name.prefix(48))").inEra(visit.era)
        }
        do throws(Refusal) {
            let outcome = try await gate.handle(try call.request(requestID: requestID), by: visit.credential)
            return ToolResult(outcome, on: premises)
        } catch {
            guard let result = ToolResult(error, requestID: requestID) else {
                throw Fault(error, requestID: requestID)
            }
            return result
        }
    }
}

// The handshake's sessions.
extension MCPDoor {
    private func open(_ visit: Visit) -> String {
        let id = Hex.text(of: randomBytes(16))
        sessions.withLock { $0.open(id, for: visit.owner, at: now()) }
        return id
    }

    private func use(_ visit: Visit) throws(Fault) {
        let id = try sessionID(visit)
        guard sessions.withLock({ $0.use(id, by: visit.owner, at: now()) }) else { throw Self.noSession }
    }

    private func end(_ visit: Visit) throws(Fault) -> Web.Response {
        let id = try sessionID(visit)
        guard sessions.withLock({ $0.end(id, by: visit.owner, at: now()) }) else { throw Self.noSession }
        return Web.Response(200)
    }

    private func sessionID(_ visit: Visit) throws(Fault) -> String {
        guard let id = visit.session else { throw .refused(400, "Bad Request: Missing session ID") }
        return id
    }

    private static var noSession: Fault { .refused(404, "Session not found") }
}

/// One request whose caller is known.
private struct Visit: Sendable {
    let era: Era
    let session: String?
    let caller: Principal
    let credential: Credential
    let requestID: String
    /// Whether the id is that of a trace in HTTP's header, which comes before one in the message.
    let isTraced: Bool

    /// Whose sessions this caller's are.
    var owner: String { "\(caller.kind.rawValue) \(caller.id)" }
}

extension Fault {
    /// A message that did not come whole.
    fileprivate init(_ error: BodyError) {
        switch error {
        case .tooLarge: self = .refused(413, "The message is longer than this server accepts")
        case .tooSlow: self = .refused(408, "The message did not arrive in time")
        case .malformed, .cutOff: self = .refused(400, "The message did not arrive whole")
        }
    }
}
