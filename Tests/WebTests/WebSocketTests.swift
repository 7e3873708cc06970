// SPDX-License-Identifier: Apache-2.0
import Testing
import Web

/// Conversations, from both ends.
@Suite struct WebSocketTests {
    static let echo: Listener.Handler = { request in
        if request.path == "/no" { return Response(403, text: "no") }
        await Task.yield()  // a door decides before it opens
        return .webSocket { socket in for try await message in socket { try await socket.send(message) } }
    }

    static let opening =
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

    private func talking<Result>(
        limits: Limits = Limits(), handler: @escaping Listener.Handler = echo,
        clientLimits: ClientLimits = ClientLimits(),
        path: String = "/", _ body: (WebSocket) async throws -> Result
    ) async throws -> Result {
        try await serving(limits: limits, handler: handler) { port in
            try await asking { loop in
                let client = WebClient(on: loop, limits: clientLimits)
                return try await body(try await client.webSocket(try WebAddress("ws://127.0.0.1:\(port)\(path)")))
            }
        }
    }

    @Test("what is said comes back, as text and as bytes, short and long") func echoes() async throws {
        try await talking { socket in
            let messages: [WebSocket.Message] = [
                .text("hello"), .binary([0, 1, 255]), .text(""), .text("äöü"),
                .binary([UInt8](repeating: 7, count: 900_000)),
            ]
            for message in messages {
                try await socket.send(message)
                #expect(try await socket.receive() == message)
            }
            socket.close()
            #expect(try await socket.receive() == nil)
            #expect(await socket.closed?.code == 1000)
        }
    }

    @Test("over TLS with a client's certificate, too") func secure() async throws {
        let world = try TrustTests.certificates.get()
        let tls = try ServerTLS(
            chain: world.server.chain, key: world.server.key, clients: .mustIdentify(.text(world.root)))
        let listener = Listener("tls", at: .tcp("127.0.0.1", 0), tls: tls, handler: Self.echo)
        try await serving([listener]) { server in
            let address = try WebAddress("wss://localhost:\(try #require(server.port(of: "tls")))/")
            try await asking { loop in
                let trust = try ClientTLS(trusting: .pinned(world.rootFingerprint), as: world.client.identity)
                let socket = try await WebClient(on: loop, tls: trust).webSocket(address)
                #expect(await socket.serverRoot == world.root)
                for size in [1, 20_000, 500_000] {
                    let bytes = [UInt8](repeating: 9, count: size)
                    try await socket.send(bytes)
                    #expect(try await socket.receive() == .binary(bytes))
                }
                let anonymous = WebClient(on: loop, tls: try ClientTLS(trusting: .authority(.text(world.root))))
                await #expect(throws: WebError.self) { try await anonymous.webSocket(address) }
            }
        }
    }

    @Test("a server that declines says with what") func declined() async throws {
        await #expect(throws: WebError.declined(status: 403)) { try await talking(path: "/no") { _ in } }
    }

    @Test("a WebSocket's handler answers a plain request with 426") func plainRequest() async throws {
        try await serving(handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try wire.answer().status == 426)
        }
    }

    @Test("what was sent together with the opening is not lost") func eager() async throws {
        try await serving(handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send(Array(Self.opening.utf8) + [0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69])
            let answer = try wire.answer(hasBody: false)
            #expect(answer.status == 101)
            #expect(answer.header("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            #expect(answer.header("server") == "breeze")
            #expect(try wire.take(4) == [0x81, 0x02, 0x68, 0x69])
            wire.send([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8])
            #expect(try wire.take(4) == [0x88, 0x02, 0x03, 0xe8])
            #expect(try wire.rest() == "")
        }
    }

    @Test("a message that is too large ends the conversation with 1009, on either side") func tooLarge() async throws {
        var limits = Limits()
        limits.webSocket.messageBytes = 1_000
        try await talking(limits: limits) { socket in
            try await socket.send([UInt8](repeating: 0, count: 1_001))
            await #expect(throws: WebSocket.Closed.self) { while try await socket.receive() != nil {} }
            #expect(await socket.closed?.code == 1009)
        }
        var clientLimits = ClientLimits()
        clientLimits.webSocket.messageBytes = 1_000
        try await talking(clientLimits: clientLimits) { socket in
            try await socket.send([UInt8](repeating: 0, count: 1_001))
            await #expect(throws: WebSocket.Closed.self) { while try await socket.receive() != nil {} }
            #expect(await socket.closed?.code == 1009)
        }
    }

    @Test("a server that closes says with which code, after what it had to say") func serverCloses() async throws {
        let handler: Listener.Handler = { _ in
            .webSocket { socket in
                try await socket.send("farewell")
                socket.close(4001)
            }
        }
        try await talking(handler: handler) { socket in
            let message = try await socket.receive()
            #expect(message == .text("farewell"))
            await #expect(throws: WebSocket.Closed.self) { try await socket.receive() }
            #expect(await socket.closed?.code == 4001)
            await #expect(throws: WebSocket.Closed.self) { try await socket.send("too late") }
        }
    }

    @Test("a handler that fails closes with 1011; one that ends, with 1000") func endings() async throws {
        struct Failed: Error {}
        try await talking(handler: { _ in .webSocket { _ in throw Failed() } }) { socket in
            await #expect(throws: WebSocket.Closed.self) { try await socket.receive() }
            #expect(await socket.closed?.code == 1011)
        }
        try await talking(handler: { _ in .webSocket { _ in } }) { socket in
            let message = try await socket.receive()
            #expect(message == nil)
            #expect(await socket.closed?.code == 1000)
        }
    }

    @Test("a client that vanishes is noticed, and its handler ends") func vanishing() async throws {
        let (ends, ended) = AsyncStream<Int?>.makeStream()
        let handler: Listener.Handler = { _ in
            .webSocket { socket in
                do { while try await socket.receive() != nil {} } catch {}
                ended.yield(await socket.closed?.code)
            }
        }
        try await serving(handler: handler) { port in
            let wire = try Wire(port: port)
            wire.send(Self.opening)
            #expect(try wire.answer(hasBody: false).status == 101)
            wire.reset()
            #expect(await ends.first { _ in true } == 1006)
        }
    }

    @Test("one that falls silent is pinged, and dropped when it does not answer") func silence() async throws {
        var limits = Limits()
        limits.webSocket.idleTime = .seconds(1)
        try await serving(limits: limits, handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send(Self.opening)
            #expect(try wire.answer(hasBody: false).status == 101)
            #expect(try wire.take(2) == [0x89, 0x00])  // a ping
            _ = try wire.rest()
        }
    }

    @Test("a slow reader holds up the sender, and nothing is lost") func backpressure() async throws {
        let handler: Listener.Handler = { _ in
            .webSocket { socket in
                for number in 0..<2_000 {
                    try await socket.send([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 5_000))
                }
            }
        }
        try await talking(handler: handler) { socket in
            for number in 0..<2_000 {
                if number % 100 == 0 { for _ in 0..<50 { await Task.yield() } }
                let expected = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 5_000)
                let message = try await socket.receive()
                #expect(message == .binary(expected))
            }
            let end = try await socket.receive()
            #expect(end == nil)
        }
    }

    @Test("who waits for a message can be told to stop") func cancellation() async throws {
        try await talking { socket in
            await withTaskGroup { group in
                group.addTask { await #expect(throws: CancellationError.self) { try await socket.receive() } }
                group.cancelAll()
            }
            try await socket.send("still here")
            #expect(try await socket.receive() == .text("still here"))
        }
    }

    @Test("a server that goes down says so") func shutdown() async throws {
        let listener = Listener("ws", at: .tcp("127.0.0.1", 0), handler: Self.echo)
        try await serving([listener]) { server in
            let address = try WebAddress("ws://127.0.0.1:\(try #require(server.port(of: "ws")))/")
            try await asking { loop in
                let socket = try await WebClient(on: loop).webSocket(address)
                await server.stop(grace: .seconds(10))
                #expect(try await socket.receive() == nil)
                #expect(await socket.closed?.code == 1001)
            }
        }
    }
}
