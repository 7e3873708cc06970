// SPDX-License-Identifier: Apache-2.0
import CBeast
public import Loops

/// What a client waits for, and takes.
public struct ClientLimits: Sendable {
    /// Name lookup and connect.
    public var connectTime = Duration.seconds(10)
    /// From the request to the head of its response.
    public var answerTime = Duration.seconds(30)
    /// Between two parts of a body.
    public var idleTime = Duration.seconds(30)
    public var headerBytes = 65_536
    public var webSocket = WebSocketLimits()
    public init() {}

    var raw: hs_client_limits {
        hs_client_limits(
            connect_ms: connectTime.clamped, answer_ms: answerTime.clamped, idle_ms: idleTime.clamped,
            header_bytes: headerBytes, ws: webSocket.raw)
    }
}

/// Asks servers: requests and WebSockets from one loop, which keeps idle connections for the next request.
///
/// It can be used from anywhere; from its loop without a hop. Redirects are answers like any other.
public final class WebClient: Sendable {
    public let loop: EventLoop
    nonisolated(unsafe) private let raw: OpaquePointer  // used on the loop only

    public init(on loop: EventLoop, tls: ClientTLS? = nil, limits: ClientLimits = ClientLimits()) {
        self.loop = loop
        var callbacks = hs_client_callbacks()
        callbacks.on_head = { user, _, status, lines in
            let headers = [Header](lines: string(lines))
            Inquiry.of(user).assumeIsolated { $0.answered(Int(status), headers) }
        }
        callbacks.on_body = { user, _, bytes, count, isLast in
            let part = isLast ? nil : Array(UnsafeRawBufferPointer(start: bytes, count: count))
            Inquiry.of(user).assumeIsolated { $0.received(part) }
        }
        callbacks.on_closed = { user, _, why in
            let why = why.map { String(cString: $0) }
            Inquiry.take(user)?.assumeIsolated { $0.ended(why) }
        }
        callbacks.ws = WebSocket.callbacks
        var limits = limits.raw
        raw = hs_client_new(loop.raw, tls?.raw, &limits, &callbacks)
    }

    deinit {
        nonisolated(unsafe) let raw = raw  // nobody else has it any more
        loop.post { hs_client_free(raw) }
    }

    public func request(
        _ method: String, _ address: WebAddress, headers: [Header] = [], body: [UInt8] = []
    ) async throws -> WebResponse {
        let inquiry = Inquiry(self)
        return try await inquiry.head { raw, user in
            withPeer(address) { peer in
                headers.lines.withCString { lines in
                    body.withUnsafeBytes { body in
                        hs_request(raw, peer, method, address.target, lines, body.baseAddress, body.count, user)
                    }
                }
            }
        }
    }

    public func get(_ address: WebAddress, headers: [Header] = []) async throws -> WebResponse {
        try await request("GET", address, headers: headers)
    }

    /// Opens a WebSocket; a server that declines is a ``WebError/declined(status:)``.
    public func webSocket(_ address: WebAddress, headers: [Header] = []) async throws -> WebSocket {
        let socket = WebSocket(on: loop)
        let opener = Waiter<Void>()
        _ = try await opener.wait {
            enter { raw in
                let user = Unmanaged.passRetained(socket).toOpaque()
                let begun = withPeer(address) { peer in
                    headers.lines.withCString { hs_ws_connect(raw, peer, address.target, $0, user) }
                }
                socket.begin(begun, opener)
            }
        } onCancel: {
            socket.abandon()
        }
        return socket
    }

    /// On the loop: now if this is it, soon if not.
    func enter(_ body: @escaping @Sendable (OpaquePointer) -> Void) {
        if loop.isCurrent { body(raw) } else { loop.post { body(self.raw) } }
    }
}

private func withPeer<Result>(_ address: WebAddress, _ body: (UnsafePointer<hs_peer>) -> Result) -> Result {
    address.host.withCString { host in
        withText(address.socket) { path in
            var peer = hs_peer(tls: address.isSecure, host: host, port: address.port, path: path)
            return body(&peer)
        }
    }
}

extension [Header] {
    fileprivate var lines: String { reduce(into: "") { $0 += $1.line } }
}
