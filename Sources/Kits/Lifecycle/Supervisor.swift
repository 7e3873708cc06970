// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Whoever started us and watches over us: systemd, which hears one datagram at a time.
///
/// What is said is sd_notify(3)'s: `READY=1`, `WATCHDOG=1`, `STOPPING=1`. If nobody watches there is no supervisor.
public struct Supervisor: Sendable {
    /// The socket's path; one that begins with `@` has a name and no place.
    private let address: [UInt8]
    /// We are killed when nothing is heard for this long.
    public let patience: Duration?

    /// That of this process, as its variables name it.
    public static var ours: Supervisor? {
        guard let socket = getenv("NOTIFY_SOCKET") else { return nil }
        let meant = getenv("WATCHDOG_PID").flatMap { Int32(String(cString: $0)) }
        let microseconds = getenv("WATCHDOG_USEC").flatMap { Int(String(cString: $0)) }
        return Supervisor(
            socket: String(cString: socket),
            patience: meant == nil || meant == getpid() ? microseconds.map { .microseconds($0) } : nil)
    }

    package init?(socket: String, patience: Duration?) {
        let path = Array(socket.utf8)
        guard let first = path.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "@"), path.count < 108 else {
            return nil
        }
        address = first == UInt8(ascii: "@") ? [0] + path.dropFirst() : path
        self.patience = patience.flatMap { $0 > .zero ? $0 : nil }
    }

    /// One that does not listen is no reason to stop: what it then does is its own.
    func hear(_ state: StaticString) {
        let channel = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard channel >= 0 else { return }
        defer { close(channel) }
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: address) }
        let size = MemoryLayout<sa_family_t>.size + address.count
        withUnsafePointer(to: &place) { place in
            place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                _ = sendto(
                    channel, state.utf8Start, state.utf8CodeUnitCount, Int32(MSG_NOSIGNAL), place,
                    socklen_t(size))
            }
        }
    }
}
