// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
@testable import Lifecycle
import Loops
import Synchronization
import Testing

/// What systemd hears from us.
@Suite struct SupervisorTests {
    /// A socket that listens as systemd does.
    final class Ear: Sendable {
        let path = FileManager.default.temporaryDirectory.appending(path: "ear-\(UUID().uuidString.prefix(8))").path
        private let channel: Int32

        init() throws {
            channel = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var place = sockaddr_un()
            place.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
            let isBound = withUnsafePointer(to: &place) { place in
                place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(channel, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
                }
            }
            try #require(isBound)
        }

        deinit {
            close(channel)
            unlink(path)
        }

        /// The next datagram; nil if none has come for long.
        func heard() async throws -> String? {
            // On a thread of its own: the pool has few, and those whom we wait for need them.
            try await elsewhere { [self] in next() }
        }

        private func next() -> String? {
            var bytes = [UInt8](repeating: 0, count: 100)
            var place = pollfd(fd: channel, events: Int16(POLLIN), revents: 0)
            guard poll(&place, 1, 20_000) == 1 else { return nil }
            let count = recv(channel, &bytes, bytes.count, 0)
            return count >= 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
        }

        var isQuiet: Bool {
            var byte: UInt8 = 0
            return recv(channel, &byte, 1, Int32(MSG_DONTWAIT) | Int32(MSG_PEEK)) < 0
        }
    }

    @Test("it hears that all is up, then a sign of life again and again, and at last that we stop") func life()
        async throws
    {
        let ear = try Ear()
        let supervisor = Supervisor(socket: ear.path, patience: .milliseconds(60))
        let signs = SignOfLife(to: supervisor) {}
        try await signs.start()
        #expect(try await ear.heard() == "READY=1")
        let running = Task { try await signs.run() }
        for _ in 0..<3 { #expect(try await ear.heard() == "WATCHDOG=1") }
        running.cancel()
        try await running.value
        var last = try await ear.heard()
        while last == "WATCHDOG=1" { last = try await ear.heard() }
        #expect(last == "STOPPING=1")
    }

    @Test("what does not turn any more keeps it silent") func stuck() async throws {
        let ear = try Ear()
        let (stream, open) = AsyncStream<Void>.makeStream()
        let (asked, ask) = AsyncStream<Void>.makeStream()
        let signs = SignOfLife(to: Supervisor(socket: ear.path, patience: .milliseconds(30))) {
            ask.yield()
            for await _ in stream { break }
        }
        let running = Task { try await signs.run() }
        for await _ in asked { break }
        #expect(ear.isQuiet, "it was asked for its pulse, and there is none")
        open.finish()
        #expect(try await ear.heard() == "WATCHDOG=1")
        running.cancel()
        try await running.value
    }

    @Test("nobody who listens, a socket that cannot be: nothing is said, and all goes on") func nobody() async throws {
        for wrong in ["", "relative", "/" + String(repeating: "x", count: 200)] {
            #expect(Supervisor(socket: wrong, patience: nil) == nil)
        }
        let signs = SignOfLife(to: Supervisor(socket: "/nowhere/at/all", patience: nil)) {}
        try await signs.start()
        let running = Task { try await signs.run() }
        running.cancel()
        try await running.value
    }
}
