// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// A way to PostgreSQL that can be cut, and that may slip in what the server never said.
final class Cable: Sendable {
    private struct State {
        var ends: [Int32] = []
        var isCut = false
        var isClosed = false
        var sneak: [UInt8] = []
    }
    private let listener: Int32
    private let target: String
    private let state = Mutex(State())
    let folder: String

    /// Leads from a socket folder of its own to the server's.
    init(to target: String) throws {
        self.target = target + "/.s.PGSQL.5432"
        folder = "/tmp/breeze-cable-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        listener = try connected(nil, folder + "/.s.PGSQL.5432")
        Thread.detachNewThread { [self] in accept() }
    }

    var address: String { "host=\(folder) dbname=breeze" }

    /// Ends every connection, and lets nobody through until it is mended.
    func cut() {
        state.withLock { state in
            state.isCut = true
            for end in state.ends { shutdown(end, Int32(SHUT_RDWR)) }
        }
    }

    func mend() { state.withLock { $0.isCut = false } }

    /// With the next answer come these bytes first.
    func slipIn(_ bytes: [UInt8]) { state.withLock { $0.sneak = bytes } }

    func close() {
        cut()
        state.withLock { $0.isClosed = true }
        shutdown(listener, Int32(SHUT_RDWR))
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func accept() {
        while true {  // until it is closed
            let near = Foundation.accept(listener, nil, nil)
            if state.withLock({ $0.isClosed }) || near < 0 {
                if near >= 0 { Foundation.close(near) }
                Foundation.close(listener)
                return
            }
            guard !state.withLock({ $0.isCut }), let far = try? connected(target, nil) else {
                Foundation.close(near)
                continue
            }
            state.withLock { $0.ends += [near, far] }
            Thread.detachNewThread { [self] in carry(near, far) }
        }
    }

    /// Both ways, until one end is gone.
    private func carry(_ near: Int32, _ far: Int32) {
        var piece = [UInt8](repeating: 0, count: 65_536)
        carrying: while true {
            var places = [near, far].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            poll(&places, 2, -1)
            for (index, (from, to)) in [(near, far), (far, near)].enumerated() where places[index].revents != 0 {
                let count = read(from, &piece, piece.count)
                guard count > 0 else { break carrying }
                let first = from == far ? state.withLock { state in state.sneak.isEmpty ? [] : take(&state.sneak) } : []
                guard sendAll(first + piece.prefix(count), to) else { break carrying }
            }
        }
        state.withLock { state in
            state.ends.removeAll { $0 == near || $0 == far }
            for end in [near, far] { Foundation.close(end) }
        }
    }
}

private func take(_ bytes: inout [UInt8]) -> [UInt8] {
    defer { bytes = [] }
    return bytes
}

private func sendAll(_ bytes: [UInt8], _ to: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { send(to, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
    }
    return true
}

/// A unix socket, connected to a path or listening at one.
func connected(_ there: String?, _ here: String?) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array((there ?? here ?? "").utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.prefix(107)) }
    let isDone = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            let size = socklen_t(MemoryLayout<sockaddr_un>.size)
            return there != nil
                ? connect(descriptor, pointer, size) == 0
                : bind(descriptor, pointer, size) == 0 && listen(descriptor, 64) == 0
        }
    }
    guard isDone else {
        close(descriptor)
        throw Unexpected(text: "no socket at \(there ?? here ?? "")")
    }
    return descriptor
}
