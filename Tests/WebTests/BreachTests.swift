// SPDX-License-Identifier: Apache-2.0
import Testing
import Web

/// What breaks the rules of RFC 6455, and what only looks like it.
@Suite struct BreachTests {
    struct Breach: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let code: UInt16
        init(_ name: String, _ bytes: [UInt8], _ code: UInt16) {
            (testDescription, self.bytes, self.code) = (name, bytes, code)
        }
    }

    /// Masked with zeros, which is a mask.
    static func frame(_ first: UInt8, _ payload: [UInt8] = []) -> [UInt8] {
        [first, 0x80 | UInt8(payload.count), 0, 0, 0, 0] + payload
    }

    static let breaches = [
        Breach("an unmasked frame", [0x81, 0x02, 0x68, 0x69], 1002),
        Breach("a first reserved bit", frame(0xc1, [0x68, 0x69]), 1002),
        Breach("a second reserved bit", frame(0xa1, [0x68, 0x69]), 1002),
        Breach("a third reserved bit", frame(0x91, [0x68, 0x69]), 1002),
        Breach("an unknown kind of data frame", frame(0x83), 1002),
        Breach("an unknown kind of control frame", frame(0x8b), 1002),
        Breach("text that is not UTF-8", frame(0x81, [0xff, 0xfe]), 1007),
        Breach("text cut within a letter", frame(0x81, [0xc3]), 1007),
        Breach("a surrogate in text", frame(0x81, [0xed, 0xa0, 0x80]), 1007),
        Breach("bad UTF-8 in a second fragment", frame(0x01, [0x68]) + frame(0x80, [0xc0, 0xaf]), 1007),
        Breach("a goodbye of one byte", frame(0x88, [0x03]), 1002),
        Breach("a goodbye with a code that may not be sent", frame(0x88, [0x03, 0xed]), 1002),
        Breach("a goodbye with a code below all", frame(0x88, [0x00, 0x07]), 1002),
        Breach("a goodbye whose words are not UTF-8", frame(0x88, [0x03, 0xe8, 0xff]), 1002),
        Breach("a fragmented ping", frame(0x09), 1002),
        Breach("a ping of 126 bytes", [0x89, 0xfe, 0, 126, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 126), 1002),
        Breach("a continuation of nothing", frame(0x80), 1002),
        Breach("a new message within one", frame(0x01, [0x68]) + frame(0x81, [0x69]), 1002),
        Breach("a length longer than it need be", [0x82, 0xfe, 0, 5, 0, 0, 0, 0, 1, 2, 3, 4, 5], 1002),
        Breach("a long length longer than it need be", [0x82, 0xff, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0], 1002),
        Breach("a message of 2^62 bytes", [0x82, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1009),
        Breach("a message of 2^63 bytes and more", [0x82, 0xff] + [UInt8](repeating: 0xff, count: 12), 1009),
        Breach("fragments that are too much together", tooMuch, 1009),
    ]

    /// Forty fragments of 30,000 bytes where a message may have 2^20.
    static let tooMuch: [UInt8] = (0..<40).flatMap { index in
        [index == 0 ? 0x02 : 0x00, 0xfe, 0x75, 0x30, 0, 0, 0, 0] + [UInt8](repeating: 1, count: 30_000)
    }

    private func opened(_ body: (Wire) throws -> Void) async throws {
        try await serving(handler: WebSocketTests.echo) { port in
            let wire = try Wire(port: port)
            wire.send(WebSocketTests.opening)
            #expect(try wire.answer(hasBody: false).status == 101)
            try body(wire)
        }
    }

    @Test("a breach of the protocol ends the conversation with its code", arguments: breaches)
    func breach(_ breach: Breach) async throws {
        try await opened { wire throws in
            wire.send(breach.bytes)
            let end = try wire.take(4)
            #expect(end[0] == 0x88)
            #expect(UInt16(end[2]) << 8 | UInt16(end[3]) == breach.code)
        }
    }

    @Test("a ping between fragments is answered, and the message is whole") func interjection() async throws {
        try await opened { wire throws in
            wire.send(Self.frame(0x01, [0x68]) + Self.frame(0x89, [0x21]) + Self.frame(0x80, [0x69]))
            #expect(try wire.take(3) == [0x8a, 0x01, 0x21])
            #expect(try wire.take(4) == [0x81, 0x02, 0x68, 0x69])
        }
    }

    @Test("after a goodbye nothing is listened to") func afterwards() async throws {
        try await opened { wire throws in
            wire.send(Self.frame(0x88, [0x03, 0xe8]) + Self.frame(0x81, [0x68, 0x69]))
            #expect(try wire.take(4) == [0x88, 0x02, 0x03, 0xe8])
            #expect(try wire.rest() == "")
        }
    }

    @Test("pings without end from one who does not read are held in bounds") func pings() async throws {
        try await serving([Listener("test", at: .tcp("127.0.0.1", 0), handler: WebSocketTests.echo)]) { server in
            let port = try #require(server.port(of: "test"))
            let wire = try Wire(port: port, receiving: 4_096)
            wire.send(WebSocketTests.opening)
            #expect(try wire.answer(hasBody: false).status == 101)
            let ping = Self.frame(0x89, [UInt8](repeating: 0x21, count: 120))
            let pings = [UInt8]([[UInt8]](repeating: ping, count: 500).joined())
            for _ in 0..<200 { guard wire.send(pings, patience: 1) else { break } }
            let other = try Wire(port: port)
            other.send(WebSocketTests.opening)
            #expect(try other.answer(hasBody: false).status == 101)
        }
    }

    @Test("a message that unpacks to a thousand times its size ends with 1009") func bomb() async throws {
        var limits = Limits()
        limits.webSocket.isCompressed = true
        let (ends, ended) = AsyncStream<Int?>.makeStream()
        let handler: Listener.Handler = { _ in
            .webSocket { socket in
                #expect(try await socket.receive() == .text("small"))
                try await socket.send("small")
                await #expect(throws: WebSocket.Closed.self) { try await socket.receive() }
                ended.yield(await socket.closed?.code)
            }
        }
        try await serving(limits: limits, handler: handler) { port in
            try await asking { loop in
                var own = ClientLimits()
                (own.webSocket.isCompressed, own.webSocket.queuedBytes) = (true, 64 << 20)
                let socket = try await WebClient(on: loop, limits: own)
                    .webSocket(try WebAddress("ws://127.0.0.1:\(port)/"))
                try await socket.send("small")
                #expect(try await socket.receive() == .text("small"))
                try? await socket.send([UInt8](repeating: 0, count: 32 << 20))
                #expect(await ends.first { _ in true } == 1009)
            }
        }
    }

    @Test(
        "an opening that is none is refused, and the connection is of no more use",
        arguments: [
            ("Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "Upgrade"),
            ("Sec-WebSocket-Version: 13\r\n", "Upgrade"),
            ("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n", "Upgrade"),
            ("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "close"),
        ])
    func openings(lines: String, connection: String) async throws {
        try await serving(handler: WebSocketTests.echo) { port in
            let wire = try Wire(port: port)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: \(connection)\r\nUpgrade: websocket\r\n\(lines)\r\n")
            #expect(try [400, 426].contains(wire.answer().status))
        }
    }
}
