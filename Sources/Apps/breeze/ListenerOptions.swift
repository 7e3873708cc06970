// SPDX-License-Identifier: Apache-2.0
import Settings
import Web

/// What the server's listeners allow; everything has a bound, and each bound a name and a default.
enum ListenerOptions {
    private static let usual = Limits()

    private static func size(_ bytes: Int) -> ByteCount { ByteCount(bytes: bytes) }

    static let headerBytes = Setting(
        "http_header_bytes", "The most that a request's line and headers may have; beyond it 431.",
        default: size(usual.headerBytes), in: size(1 << 10)...size(1 << 20))
    static let headerCount = Setting(
        "http_header_count", "The most headers of a request; beyond it 431.", default: usual.headerCount, in: 16...1_000
    )
    static let bodyBytes = Setting(
        "http_body_bytes", "The most that a request's body may have; beyond it 413. A tool may allow less.",
        default: size(usual.bodyBytes), in: size(64 << 10)...size(1 << 30))
    static let handshakeTime = Setting(
        "http_handshake_time", "For TLS, and for opening and closing a WebSocket.",
        default: usual.handshakeTime, in: .seconds(1) ... .seconds(120))
    static let headerTime = Setting(
        "http_header_time", "For a whole head, from its first byte; beyond it 408.",
        default: usual.headerTime, in: .seconds(1) ... .seconds(120))
    static let idleTime = Setting(
        "http_idle_time", "Between two requests of a connection.",
        default: usual.idleTime, in: .seconds(1) ... .seconds(3_600))
    static let bodyTime = Setting(
        "http_body_time", "For each 8 KiB of a request's body; beyond it 408.",
        default: usual.bodyTime, in: .seconds(1) ... .seconds(600))
    static let writeTime = Setting(
        "http_write_time", "For a peer to take each 8 KiB of an answer; beyond it the connection ends.",
        default: usual.writeTime, in: .seconds(1) ... .seconds(600))
    static let connections = Setting(
        "http_connections", "Connections of one port; more are closed at once.",
        default: usual.connections, in: 16...1_000_000)
    static let connectionsPerAddress = Setting(
        "http_connections_per_address",
        "Connections from one address (of IPv6: one /64); an office may stand behind one.",
        default: usual.connectionsPerAddress, in: 1...1_000_000)
    static let acceptsPerSecond = Setting(
        "http_accepts_per_second", "New connections of one port in a second; the rest wait in the kernel's queue.",
        default: usual.acceptsPerSecond, in: 1...1_000_000)
    static let backlog = Setting(
        "http_backlog", "How many may wait there.", default: usual.backlog, in: 1...65_535)
    static let grace = Setting(
        "http_grace", "At the end, requests that are being answered get this long.",
        default: Duration.seconds(20), in: .zero ... .seconds(25))
    static let partingTime = Setting(
        "http_parting_time", "At the end, a connection may begin one more request for this long.",
        default: usual.partingTime, in: .zero ... .seconds(25))
    static let messageBytes = Setting(
        "websocket_message_bytes", "The longest message from a browser or another client; beyond it 1009.",
        default: size(usual.webSocket.messageBytes), in: size(1 << 10)...size(64 << 20))
    static let queuedBytes = Setting(
        "websocket_queued_bytes", "Queued for a peer that reads too slowly; beyond it the socket ends with 1013.",
        default: size(usual.webSocket.queuedBytes), in: size(64 << 10)...size(1 << 30))
    static let socketIdleTime = Setting(
        "websocket_idle_time", "Silence of a WebSocket that is not an agent's; its peer is pinged at half of it.",
        default: usual.webSocket.idleTime, in: .seconds(2) ... .seconds(3_600))
    static let agentIdleTime = Setting(
        "agent_idle_time", "The same for an agent's link.", default: Duration.seconds(60),
        in: .seconds(2) ... .seconds(3_600))
    static let trustedProxies = Setting(
        "trusted_proxies", "Networks of proxies in front, which must send a PROXY header, version 1 or 2; 10.0.0.0/8.",
        default: [String]())

    static let all: [any Declared] = [
        headerBytes, headerCount, bodyBytes, handshakeTime, headerTime, idleTime, bodyTime, writeTime, connections,
        connectionsPerAddress, acceptsPerSecond, backlog, grace, partingTime, messageBytes, queuedBytes, socketIdleTime,
        agentIdleTime, trustedProxies,
    ]
}

extension Limits {
    /// Of the ports that are open to others.
    init(_ settings: Settings) {
        self.init()
        headerBytes = settings[ListenerOptions.headerBytes].bytes
        headerCount = settings[ListenerOptions.headerCount]
        bodyBytes = settings[ListenerOptions.bodyBytes].bytes
        handshakeTime = settings[ListenerOptions.handshakeTime]
        headerTime = settings[ListenerOptions.headerTime]
        idleTime = settings[ListenerOptions.idleTime]
        bodyTime = settings[ListenerOptions.bodyTime]
        writeTime = settings[ListenerOptions.writeTime]
        connections = settings[ListenerOptions.connections]
        connectionsPerAddress = settings[ListenerOptions.connectionsPerAddress]
        acceptsPerSecond = settings[ListenerOptions.acceptsPerSecond]
        backlog = settings[ListenerOptions.backlog]
        partingTime = settings[ListenerOptions.partingTime]
        webSocket.handshakeTime = settings[ListenerOptions.handshakeTime]
        webSocket.messageBytes = settings[ListenerOptions.messageBytes].bytes
        webSocket.queuedBytes = settings[ListenerOptions.queuedBytes].bytes
        webSocket.idleTime = settings[ListenerOptions.socketIdleTime]
        trustedProxies = settings[ListenerOptions.trustedProxies]
    }
}
