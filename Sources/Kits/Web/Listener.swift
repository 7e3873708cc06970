// SPDX-License-Identifier: Apache-2.0
import CBeast
import Loops

/// One address to be reached at, with its own handler, certificate and limits.
public struct Listener: Sendable {
    public typealias Handler = @Sendable (Request) async throws -> Response

    public enum Address: Sendable {
        /// An IP address and a port; 0 for any that is free.
        case tcp(String, UInt16)
        /// A socket that only this account may open (mode 0600); it knows who is at the other end.
        case unix(String)
    }

    public let name: String
    public let address: Address
    public let tls: ServerTLS?
    public let limits: Limits
    /// Gives each request the id that logs and problems show.
    public let identify: (@Sendable (Request) -> String)?
    public let handler: Handler

    public init(
        _ name: String, at address: Address, tls: ServerTLS? = nil, limits: Limits = Limits(),
        identify: (@Sendable (Request) -> String)? = nil, handler: @escaping Handler
    ) {
        (self.name, self.address, self.tls) = (name, address, tls)
        (self.limits, self.identify, self.handler) = (limits, identify, handler)
    }
}

/// A listener's socket, bound; shared by the loops.
final class Bound: Sendable {
    nonisolated(unsafe) let raw: OpaquePointer  // counted, with a lock of its own
    var port: UInt16 { hs_bound_port(raw) }

    init(_ listener: Listener) throws(Server.CannotListen) {
        var admission = listener.limits.admission
        var made: OpaquePointer?
        let why = sentence { why, size in
            switch listener.address {
            case .tcp(let host, let port): made = hs_bind_tcp(host, port, &admission, why, size)
            case .unix(let path): made = hs_bind_unix(path, 0o600, &admission, why, size)
            }
        }
        guard let made else { throw Server.CannotListen(description: "\(listener.name): \(why)") }
        raw = made
        for network in listener.limits.trustedProxies where !hs_bound_trust(made, network) {
            throw Server.CannotListen(
                description: "\(listener.name): \(network) is no network of proxies; write 10.0.0.0/8, or an address")
        }
    }
    deinit { hs_bound_release(raw) }
}

/// What a listener has seen.
public struct Counts: Sendable {
    /// Connections that are open now, and how many of them are WebSockets.
    public var open = 0, sockets = 0
    public var accepted = 0, refused = 0, requests = 0, malformed = 0, timeouts = 0, failedHandshakes = 0

    static func += (sum: inout Counts, other: Counts) {
        sum.open += other.open
        sum.sockets += other.sockets
        sum.accepted += other.accepted
        sum.refused += other.refused
        sum.requests += other.requests
        sum.malformed += other.malformed
        sum.timeouts += other.timeouts
        sum.failedHandshakes += other.failedHandshakes
    }
}

/// One listener on one loop; used on that loop only.
final class Station: Sendable {
    let listener: Listener
    let loop: EventLoop
    private let bound: Bound
    nonisolated(unsafe) private var raw: OpaquePointer?  // touched on the loop only

    init(_ listener: Listener, _ bound: Bound, _ loop: EventLoop) {
        (self.listener, self.bound, self.loop) = (listener, bound, loop)
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Station {
        guard let context else { preconditionFailure("a callback without its listener") }
        return Unmanaged<Station>.fromOpaque(context).takeUnretainedValue()
    }

    func open() {
        var callbacks = hs_callbacks()
        callbacks.ctx = Unmanaged.passRetained(self).toOpaque()  // until closed
        callbacks.on_request = { context, raw in Station.of(context).begin(raw) }
        callbacks.on_body = { user, _, bytes, count, state in
            let bytes = Array(UnsafeRawBufferPointer(start: bytes, count: count))
            Exchange.of(user).assumeIsolated { $0.received(bytes, state) }
        }
        callbacks.on_drain = { user, _ in Exchange.of(user).assumeIsolated { $0.drained() } }
        callbacks.on_done = { user, _, aborted in Exchange.take(user)?.assumeIsolated { $0.ended(aborted: aborted) } }
        callbacks.ws = WebSocket.callbacks
        var limits = listener.limits.raw
        raw = hs_listen(loop.raw, bound.raw, listener.tls?.raw, &limits, &callbacks)
    }

    func use(_ tls: ServerTLS) { if let raw { hs_listener_set_tls(raw, tls.raw) } }

    func close(_ grace: Duration, _ done: CheckedContinuation<Void, Never>) {
        guard let raw = raw.take() else { return done.resume() }
        let ending = Ending(self, done)
        hs_listener_close(raw, grace.clamped, Unmanaged.passRetained(ending).toOpaque()) { context in
            guard let context else { return }
            Unmanaged<Ending>.fromOpaque(context).takeRetainedValue().done.resume()
        }
        Unmanaged.passUnretained(self).release()
    }

    var counts: Counts {
        guard let raw else { return Counts() }
        let stats = hs_listener_stats(raw)
        return Counts(
            open: Int(stats.open), sockets: Int(stats.sockets), accepted: Int(stats.accepted),
            refused: Int(stats.refused), requests: Int(stats.requests), malformed: Int(stats.malformed),
            timeouts: Int(stats.timeouts), failedHandshakes: Int(stats.tls_failed))
    }

    /// Keeps the station until its last connection has gone.
    private final class Ending: Sendable {
        let station: Station
        let done: CheckedContinuation<Void, Never>
        init(_ station: Station, _ done: CheckedContinuation<Void, Never>) {
            (self.station, self.done) = (station, done)
        }
    }
}
