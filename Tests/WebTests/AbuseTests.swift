// SPDX-License-Identifier: Apache-2.0
import Testing
import Web

/// What comes from those who mean no good, or do not know better.
@Suite struct AbuseTests {
    static let echo: Listener.Handler = { request in
        Response(
            200, text: "\(request.path):" + String(decoding: try await request.body(limit: 1 << 20), as: UTF8.self))
    }
    /// As short as they can be, so that a test of them ends soon.
    static var impatient: Limits {
        var limits = Limits()
        (limits.headerTime, limits.bodyTime, limits.idleTime) = (.seconds(1), .seconds(1), .seconds(1))
        return limits
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: String
        let status: Int
        init(_ name: String, _ request: String, _ status: Int) {
            (testDescription, self.request, self.status) = (name, request, status)
        }
    }

    static let cases = [
        Case("length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        Case("two lengths", "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde", 400),
        Case("a length with a plus", "Content-Length: +5\r\n\r\nabcde", 400),
        Case("a negative length", "Content-Length: -1\r\n\r\n", 400),
        Case("a length that is no number", "Content-Length: 5x\r\n\r\nabcde", 400),
        Case("a length beyond 64 bits", "Content-Length: 99999999999999999999\r\n\r\n", 400),
        Case("a second host", "Host: y\r\n\r\n", 400),
        Case("a zero byte in a value", "X: a\0b\r\n\r\n", 400),
        Case("a line that ends with a line feed alone", "X: a\nY: b\r\n\r\n", 400),
        Case("a space before the colon", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400),
        Case("an unknown transfer coding", "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
        Case("a folded chunked", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
        Case("300 headers", String(repeating: "X: y\r\n", count: 300) + "\r\n", 431),
        Case("20 KB of headers", "X: " + String(repeating: "y", count: 20_000) + "\r\n\r\n", 431),
        Case("a chunk of no size", "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
        Case("more than is accepted", "Content-Length: 2000000\r\n\r\n", 413),
    ]

    @Test("is refused, and nothing behind it is taken for a request", arguments: cases)
    func refused(_ one: Case) async throws {
        try await serving(handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send("POST /one HTTP/1.1\r\nHost: x\r\n" + one.request + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
            let said = try wire.rest()
            #expect(said.hasPrefix("HTTP/1.1 \(one.status) "))
            #expect(said.contains("Content-Type: application/problem+json"))
            #expect(said.contains(#"{"code":""#) && said.contains("Connection: close"))
            #expect(said.matches(of: #/HTTP/1\.1 /#).count == 1)
        }
    }

    @Test(
        "a request without a host is refused",
        arguments: ["GET / HTTP/1.1\r\n\r\n", "GARBAGE\r\n\r\n", "\u{16}\u{3}\u{1}\r\n"])
    func hostless(request: String) async throws {
        try await serving(handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send(request)
            #expect(try wire.rest().hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test("a target of 20 KB is refused") func longTarget() async throws {
        try await serving(handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send("GET /" + String(repeating: "x", count: 20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try wire.rest().hasPrefix("HTTP/1.1 431 "))
        }
    }

    @Test("a chunk extension without end is refused") func endlessExtension() async throws {
        try await serving(handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=")
            for _ in 0..<2_000 where wire.send([UInt8](repeating: 0x78, count: 1_000)) {}
            #expect(try wire.rest().hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test("10 MB where 1 MB is accepted: the answer says so, by length and in chunks", arguments: [true, false])
    func tooLong(byLength: Bool) async throws {
        try await serving(handler: Self.echo) { port in
            let wire = try Wire(port: port)
            let body = String(repeating: "x", count: 10 << 20)
            wire.send(
                "POST / HTTP/1.1\r\nHost: x\r\n"
                    + (byLength
                        ? "Content-Length: \(body.utf8.count)\r\n\r\n" + body
                        : "Transfer-Encoding: chunked\r\n\r\n\(String(body.utf8.count, radix: 16))\r\n" + body))
            let answer = try wire.answer()
            #expect(answer.status == 413)
            #expect(answer.text.contains(#""code":"body_too_large""#))
        }
    }

    @Test("a handler's own, smaller limit is a 413 as well") func ownLimit() async throws {
        try await serving(handler: { Response(200, type: "x/y", bytes: try await $0.body(limit: 10)) }) { port in
            let wire = try Wire(port: port)
            wire.send(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + String(repeating: "x", count: 100_000))
            #expect(try wire.answer().status == 413)
        }
    }

    @Test("a head that trickles gets 408") func slowHead() async throws {
        try await serving(limits: Self.impatient, handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\nX: ")
            let said = try wire.rest()
            #expect(said.hasPrefix("HTTP/1.1 408 "))
            #expect(said.contains(#""code":"request_timeout""#))
        }
    }

    @Test("a body that stops gets 408") func slowBody() async throws {
        try await serving(limits: Self.impatient, handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nonly this")
            #expect(try wire.answer().status == 408)
        }
    }

    @Test("who says nothing is shown out, before and between requests") func silence() async throws {
        try await serving(limits: Self.impatient, handler: Self.echo) { port in
            #expect(try Wire(port: port).rest() == "")
            let wire = try Wire(port: port)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try wire.answer().status == 200)
            #expect(try wire.rest() == "")
        }
    }

    @Test("one address has only so many connections, and gets its place back") func perAddress() async throws {
        var limits = Limits()
        limits.connectionsPerAddress = 2
        try await serving(limits: limits, handler: Self.echo) { port in
            func answered(_ wire: Wire) -> Bool {
                wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") && (try? wire.answer().status) == 200
            }
            let first = try Wire(port: port)
            var second: Wire? = try Wire(port: port)
            #expect(answered(first))
            #expect(second.map(answered) == true)
            #expect(!answered(try Wire(port: port)))
            let elsewhere = try Wire(port: port, host: "127.0.0.1")
            #expect(!answered(elsewhere))
            second = nil
            // The server notices a little later that a connection has gone.
            var isLetIn = false
            for _ in 0..<10_000 where !isLetIn { isLetIn = answered(try Wire(port: port)) }
            #expect(isLetIn)
            #expect(answered(first))
        }
    }

    @Test("those who vanish leave nothing behind", arguments: ["/slow", "/stream"])
    func resets(path: String) async throws {
        let handler: Listener.Handler = { request in
            guard request.path == "/stream" else {
                return Response(200, text: try await request.body(limit: 10).description)
            }
            return .stream(type: "x/y") { writer in
                while true { try await writer.write([UInt8](repeating: 0, count: 10_000)) }
            }
        }
        try await serving([Listener("test", at: .tcp("127.0.0.1", 0), handler: handler)]) { server in
            let port = try #require(server.port(of: "test"))
            for _ in 0..<50 {
                let wire = try Wire(port: port)
                wire.send("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc")
                wire.reset()
            }
            var counts = await server.counts(of: "test")
            // Until the last of them has been noticed; a server that forgets one never gets there.
            for _ in 0..<100_000 where counts.open > 0 || counts.accepted < 50 {
                await Task.yield()
                counts = await server.counts(of: "test")
            }
            #expect(counts.open == 0)
            #expect(counts.accepted == 50)
        }
    }

    @Test("a reader who does not read holds up its writer, not the server's memory") func stalledReader() async throws {
        var limits = Limits()
        limits.writeTime = .seconds(1)
        let written = Written()
        let handler: Listener.Handler = { _ in
            .stream(type: "x/y") { writer in
                for _ in 0..<100_000 {
                    try await writer.write([UInt8](repeating: 0, count: 10_000))
                    written.add(10_000)
                }
            }
        }
        try await serving([Listener("test", at: .tcp("127.0.0.1", 0), limits: limits, handler: handler)]) { server in
            let wire = try Wire(port: try #require(server.port(of: "test")))
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            var counts = await server.counts(of: "test")
            for _ in 0..<10_000_000 where counts.timeouts == 0 {
                await Task.yield()
                counts = await server.counts(of: "test")
            }
            #expect(counts.timeouts == 1)
            #expect(written.bytes > 0 && written.bytes < 100_000_000)
        }
    }
}
