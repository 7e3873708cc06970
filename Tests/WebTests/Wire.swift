// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A client that says exactly what it is told to, on a blocking socket.
///
/// Its deadline only ends a hang: no test succeeds or fails by how fast something was.
final class Wire: @unchecked Sendable {  // one reads while another writes; the kernel's lock is enough for that
    struct Silent: Error {}
    private let fd: Int32
    private var unread: [UInt8] = []

    /// `receiving` is how much the kernel holds for it at most, if that is to be little.
    init(port: UInt16, host: String = "127.0.0.1", receiving: Int32? = nil) throws {
        fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var receiving { setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receiving, socklen_t(MemoryLayout<Int32>.size)) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(fd, $0, size) }
        }
        guard connected == 0 else { throw Silent() }
        var deadline = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &deadline, socklen_t(MemoryLayout<timeval>.size))
    }
    deinit { close(fd) }

    /// False once the server takes no more.
    @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }
    /// `patience`, in seconds, is how long it waits for a server that does not read; false then, too.
    @discardableResult func send(_ bytes: [UInt8], patience: Int = 60) -> Bool {
        var deadline = timeval(tv_sec: patience, tv_usec: 0)
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &deadline, socklen_t(MemoryLayout<timeval>.size))
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// The server has said something, or has gone.
    var hasNews: Bool {
        var byte: UInt8 = 0
        return recv(fd, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) >= 0 || errno != EAGAIN
    }

    func finishSending() { shutdown(fd, Int32(SHUT_WR)) }

    /// Ends the connection as a crash does: with a reset.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        shutdown(fd, Int32(SHUT_RDWR))
    }

    /// All up to the end of the connection; throws if that does not come.
    func rest() throws -> String {
        while try more() {}
        defer { unread = [] }
        return String(decoding: unread, as: UTF8.self)
    }

    /// One answer, by its Content-Length or its chunks.
    func answer(hasBody: Bool = true) throws -> Answer {
        let head = try take(until: "\r\n\r\n")
        var answer = Answer(head: head)
        guard hasBody else { return answer }
        if answer.header("transfer-encoding") == "chunked" {
            while let size = Int(try take(until: "\r\n").dropLast(), radix: 16) {
                answer.body += try take(size)
                _ = try take(2)
                if size == 0 { break }
            }
        } else {
            answer.body = try take(answer.header("content-length").flatMap { Int($0) } ?? 0)
        }
        return answer
    }

    /// The next chunk of a body that comes in chunks; empty at its end.
    func chunk() throws -> String {
        guard let size = Int(try take(until: "\r\n").dropLast(), radix: 16) else { throw Silent() }
        let text = String(decoding: try take(size), as: UTF8.self)
        _ = try take(2)
        return text
    }

    private func take(until mark: String) throws -> String {
        let mark = Array(mark.utf8)
        while true {
            if let range = unread.firstRange(of: mark) {
                defer { unread.removeFirst(range.upperBound) }
                return String(decoding: unread[..<range.upperBound], as: UTF8.self)
            }
            guard try more() else { throw Silent() }
        }
    }

    func take(_ count: Int) throws -> [UInt8] {
        while unread.count < count { guard try more() else { throw Silent() } }
        defer { unread.removeFirst(count) }
        return Array(unread[..<count])
    }

    private func more() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(fd, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN { throw Silent() }
        guard count > 0 else { return false }
        unread += buffer[..<count]
        return true
    }
}

struct Answer {
    let head: String
    var body: [UInt8] = []
    var status: Int { Int(head.dropFirst(9).prefix(3)) ?? 0 }
    var text: String { String(decoding: body, as: UTF8.self) }
    func header(_ name: String) -> String? { headers(name).first }
    func headers(_ name: String) -> [String] {
        head.split(separator: "\r\n").compactMap { line in
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else { return nil }
            return line[colon...].dropFirst(2).description
        }
    }
}
