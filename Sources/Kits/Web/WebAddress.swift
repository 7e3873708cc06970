// SPDX-License-Identifier: Apache-2.0

/// Where a client turns to: `https://host:port/path?query`, `wss://…`, their plain kin, or a UNIX socket.
public struct WebAddress: Sendable, Equatable, CustomStringConvertible {
    public let isSecure: Bool
    public let host: String
    public let port: UInt16
    /// The UNIX socket, if it is one.
    public let socket: String?
    /// Path and query, as they are sent.
    public let target: String

    public init(_ text: String) throws(WebError) {
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }), let scheme = text.firstRange(of: "://") else {
            throw .failed("\(text): not an address of the form https://host:port/path")
        }
        switch text[..<scheme.lowerBound] {
        case "https", "wss": isSecure = true
        case "http", "ws": isSecure = false
        default: throw .failed("\(text): only http, https, ws and wss are spoken")
        }
        let rest = text[scheme.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        guard let (host, port) = Self.authority(rest[..<end], isSecure) else {
            throw .failed("\(text): the host or the port is not valid")
        }
        (self.host, self.port, socket) = (host, port, nil)
        let target = rest[end...].prefix { $0 != "#" }
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
    }

    /// Plain, over the socket at `path`.
    public init(socket path: String, target: String) {
        (isSecure, host, port, socket) = (false, "localhost", 0, path)
        self.target = String(target.map { $0.isWhitespace || $0.isNewline ? "+" : $0 })
    }

    /// The same server, another path.
    public func at(_ target: String) throws(WebError) -> WebAddress {
        if let socket { return WebAddress(socket: socket, target: target) }
        return try WebAddress((isSecure ? "https://" : "http://") + authority + target)
    }

    public var description: String {
        socket.map { $0 + target } ?? (isSecure ? "https://" : "http://") + authority + target
    }
    private var authority: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    private static func authority(_ text: Substring, _ isSecure: Bool) -> (String, UInt16)? {
        var (host, port) = (text, Substring(isSecure ? "443" : "80"))
        let afterBracket = text.lastIndex(of: "]").map { text.index(after: $0) } ?? text.startIndex
        if let colon = text[afterBracket...].lastIndex(of: ":") {
            (host, port) = (text[..<colon], text[text.index(after: colon)...])
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, !host.contains("@"), let port = UInt16(port) else { return nil }
        return (String(host), port)
    }
}

/// Why a client did not get what it asked for.
public enum WebError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No connection, no trust, no valid answer: one sentence that says where and why.
    case failed(String)
    /// The server answered a WebSocket's opening with this status instead.
    case declined(status: Int)
    case tooLarge(limit: Int)

    public var description: String {
        switch self {
        case .failed(let why): why
        case .declined(let status): "the server declined the WebSocket with status \(status)"
        case .tooLarge(let limit): "the answer is longer than the \(limit) bytes that are accepted"
        }
    }
}
