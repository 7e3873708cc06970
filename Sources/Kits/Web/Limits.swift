// SPDX-License-Identifier: Apache-2.0
import CBeast
import Loops

/// What a listener allows; everything has a bound, and each bound a name.
public struct Limits: Sendable {
    /// Request line and headers, in bytes; beyond it 431.
    public var headerBytes = 16_384
    public var headerCount = 128
    /// The most that any request may carry, in bytes; beyond it 413.
    public var bodyBytes = 1 << 20
    /// For TLS, and for opening and closing a WebSocket.
    public var handshakeTime = Duration.seconds(10)
    /// For a whole head, from its first byte; beyond it 408.
    public var headerTime = Duration.seconds(10)
    public var idleTime = Duration.seconds(60)
    /// For each 8 KiB of a body; beyond it 408.
    public var bodyTime = Duration.seconds(10)
    /// For a peer to take each 8 KiB of what is written, or what is left of it.
    public var writeTime = Duration.seconds(20)
    /// For one more request of a connection while the server goes down; an idle one is closed after it.
    public var partingTime = Duration.seconds(1)
    /// Over all loops; a connection beyond it is closed at once.
    public var connections = 20_000
    /// From one address; of IPv6 that is one /64, and a whole office may stand behind one.
    public var connectionsPerAddress = 4_096
    /// What comes faster waits in the kernel's queue, whose length is `backlog`.
    public var acceptsPerSecond = 1_000
    public var backlog = 4_096
    public var webSocket = WebSocketLimits()
    /// Networks (`10.0.0.0/8`, or one address) of proxies that say in a PROXY header, version 1 or 2, for whom they speak.
    ///
    /// Whoever connects from there must send one; from elsewhere it is a malformed request.
    public var trustedProxies: [String] = []
    public init() {}
}

/// What a WebSocket allows, on either side.
public struct WebSocketLimits: Sendable {
    /// One message; a longer one closes the socket with 1009.
    public var messageBytes = 1 << 20
    /// Queued for a peer that reads too slowly; beyond it the socket is dropped with 1013.
    public var queuedBytes = 8 << 20
    /// Silence; the peer is pinged at half of it.
    public var idleTime = Duration.seconds(120)
    /// For TLS, and for opening and closing.
    public var handshakeTime = Duration.seconds(10)
    /// Costs memory for each socket: for browsers, not for agents.
    public var isCompressed = false
    public init() {}
}

extension Limits {
    var raw: hs_limits {
        hs_limits(
            header_bytes: headerBytes, header_count: Int32(clamping: headerCount), body_bytes: bodyBytes,
            handshake_ms: handshakeTime.clamped, header_ms: headerTime.clamped, idle_ms: idleTime.clamped,
            body_ms: bodyTime.clamped, write_ms: writeTime.clamped, parting_ms: partingTime.clamped, ws: webSocket.raw)
    }
    var admission: hs_admission {
        hs_admission(
            connections: Int32(clamping: connections), per_address: Int32(clamping: connectionsPerAddress),
            accepts_per_second: Int32(clamping: acceptsPerSecond), backlog: Int32(clamping: backlog))
    }
}

extension WebSocketLimits {
    var raw: hs_ws_limits {
        hs_ws_limits(
            message_bytes: messageBytes, queued_bytes: queuedBytes, idle_ms: idleTime.clamped,
            handshake_ms: handshakeTime.clamped, deflate: isCompressed)
    }
}

extension Duration {
    var clamped: Int32 { Int32(clamping: milliseconds) }
}
