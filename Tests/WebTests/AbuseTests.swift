// SPDX-License-Identifier: Apache-2.0
import Loops
import Testing
import Web

/// What comes from those who mean no good, or do not know better.
@Suite struct AbuseTests {
    static let echo: Listener.Handler = { request in
        Response(
            200, text: "\(request.path):" + String(decoding: try await request.body(limit: 1 << 20), as: UTF8.self))
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
        Case("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        Case("chunked before another coding", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400),
        Case("a length in hexadecimal", "Content-Length: 0x5\r\n\r\nabcde", 400),
        Case("an empty length", "Content-Length:\r\n\r\n", 400),
        Case("two lengths in one line", "Content-Length: 4, 5\r\n\r\nabcde", 400),
        Case("a chunk of negative size", "Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
        Case("a chunk beyond 64 bits", "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 400),
        Case("a chunk's size with a prefix", "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n", 400),
        Case("a chunk longer than it says", "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n", 400),
        Case("a chunk line with a line feed alone", "Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n", 400),
        Case("a line without a colon", "what is this\r\n\r\n", 400),
        Case("a name with a space", "X Y: z\r\n\r\n", 400),
        Case("a name with a control character", "X\u{1}: z\r\n\r\n", 400),
        Case("no name at all", ": z\r\n\r\n", 400),
        Case("a carriage return in a value", "X: a\rb\r\n\r\n", 400),
        Case("a compressed body", "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd", 415),
        Case("a body compressed twice", "Content-Encoding: deflate, br\r\nContent-Length: 4\r\n\r\nabcd", 415),
        Case(
            "a compressed body in chunks",
            "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n", 415),
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
        "what is not a request of HTTP/1.1 to a host is refused",
        arguments: [
            "GET / HTTP/1.1\r\n\r\n", "GARBAGE\r\n\r\n", "\u{16}\u{3}\u{1}\r\n", "GET /\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", "GET / HTTP/2.0\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.2\r\nHost: x\r\n\r\n", "GET / HTTP/0.9\r\nHost: x\r\n\r\n",
            "GET / http/1.1\r\nHost: x\r\n\r\n", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
            "G\0T / HTTP/1.1\r\nHost: x\r\n\r\n", " GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\n X: y\r\nHost: x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ])
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

    @Test("extensions of many chunks may not outweigh what the chunks carry") func manyExtensions() async throws {
        try await serving(handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "1;a=" + String(repeating: "x", count: 1_000) + "\r\ny\r\n"
            for _ in 0..<1_000 where wire.send(chunk) {}
            #expect(try wire.rest().hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test("chunks of one byte each are taken") func tinyChunks() async throws {
        try await serving(handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<50 { wire.send(String(repeating: "1\r\ny\r\n", count: 1_000)) }
            wire.send("0\r\n\r\n")
            #expect(try wire.answer().body.count == 50_002)
        }
    }

    @Test("trailers without end are refused") func endlessTrailers() async throws {
        try await serving(handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")
            for _ in 0..<2_000 where wire.send("X: " + String(repeating: "y", count: 1_000) + "\r\n") {}
            #expect(try wire.rest().hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test("100,000 headers are refused before they have come") func manyHeaders() async throws {
        try await serving(handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n")
            for _ in 0..<1_000 where wire.send(String(repeating: "X: y\r\n", count: 100)) {}
            #expect(try wire.rest().hasPrefix("HTTP/1.1 431 "))
        }
    }

    @Test("a folded line is one value, and nothing hides in it") func folded() async throws {
        let handler: Listener.Handler = { Response(200, text: $0.header("x") ?? "none") }
        try await serving(handler: handler) { port in
            let wire = try Wire(port: port)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n Content-Length: 5\r\nConnection: close\r\n\r\n")
            let said = try wire.rest()
            #expect(said.hasPrefix("HTTP/1.1 400 ") || said.hasSuffix("\r\n\r\na Content-Length: 5"))
        }
    }

    @Test("what comes after the last request of a connection is not answered") func afterTheLast() async throws {
        try await serving(handler: Self.echo) { port in
            let wire = try Wire(port: port)
            let last = "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            wire.send(last + "GET /more HTTP/1.1\r\nHost: x\r\n\r\n")
            let said = try wire.rest()
            #expect(said.contains("/last") && !said.contains("/more"))
        }
    }

    @Test("10,000 requests at once by somebody who does not read are held in bounds, and then all answered")
    func flood() async throws {
        try await serving(handler: { Response(200, text: String($0.path)) }) { port in
            let wire = try Wire(port: port)
            let all = (0..<10_000).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined()
            async let sent = elsewhere { wire.send(all) }
            let answers = try await elsewhere { try (0..<10_000).map { _ in try wire.answer().text } }
            #expect(answers == (0..<10_000).map { "/\($0)" })
            #expect(try await sent)
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
}
