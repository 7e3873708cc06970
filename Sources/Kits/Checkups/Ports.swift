// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc

extension Finding {
    /// Whether a port could be taken here, by a server that does not run yet.
    public static func free(_ port: Int, at address: String, for whom: String, set setting: String) -> Finding {
        let subject = "port \(port)"
        let code = obstacle(port, at: address)
        guard code != 0 else { return .ok(subject, "free for \(whom), at \(address)") }
        let remedy =
            switch code {
            case EADDRINUSE: "stop what uses it (`ss -ltnp sport = :\(port)`), or set \(setting)"
            case EADDRNOTAVAIL: "this machine does not have that address: set another one"
            case EACCES: "ports below 1024 are root's: set \(setting)"
            default: "set \(setting)"
            }
        return .failed(subject, "cannot be taken for \(whom) at \(address): \(systemMessage(code))", do: remedy)
    }

    /// Whether somebody listens at a port of this machine; who listens at all addresses does so at the loopback's.
    public static func answering(_ port: Int, at address: String, for whom: String) -> Finding {
        let subject = "port \(port)"
        let near = ["0.0.0.0": "127.0.0.1", "::": "::1"][address] ?? address
        return withSocket(port, at: near, connect) == 0
            ? .ok(subject, "open for \(whom)")
            : .failed(subject, "closed, though the server runs: \(whom)", do: "see what it says: journalctl -u breeze")
    }

    /// 0, or the system's reason.
    private static func obstacle(_ port: Int, at address: String) -> Int32 { withSocket(port, at: address, bind) }

    private static func withSocket(
        _ port: Int, at address: String, _ act: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var hints = addrinfo()
        (hints.ai_flags, hints.ai_socktype) = (AI_NUMERICHOST | AI_NUMERICSERV, Int32(SOCK_STREAM.rawValue))
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, "\(port)", &hints, &list) == 0, let first = list else { return EADDRNOTAVAIL }
        defer { freeaddrinfo(list) }
        let channel = socket(first.pointee.ai_family, first.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard channel >= 0 else { return errno }
        defer { close(channel) }
        // As the server does: a port that a connection of a moment ago still lingers at can be taken.
        var yes: Int32 = 1
        setsockopt(channel, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard let place = first.pointee.ai_addr else { return EADDRNOTAVAIL }
        return act(channel, place, first.pointee.ai_addrlen) == 0 ? 0 : errno
    }
}

/// Whether somebody listens at a socket of this machine's file system.
public func listens(at path: String) -> Bool {
    var place = sockaddr_un()
    place.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: place.sun_path) else { return false }
    withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: bytes) }
    let channel = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard channel >= 0 else { return false }
    defer { close(channel) }
    return withUnsafePointer(to: &place) { place in
        place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
            connect(channel, place, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
        }
    }
}
