// SPDX-License-Identifier: Apache-2.0
import Testing
import Web

/// What a well-behaved client gets.
@Suite struct HTTPTests {
    @Test("one connection answers one request after another") func keepAlive() async throws {
        try await serving(handler: { Response(200, text: "you asked for \($0.path)") }) { port in
            let wire = try Wire(port: port)
            for path in ["/a", "/b", "/c"] {
                wire.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
                let answer = try wire.answer()
                #expect(answer.status == 200)
                #expect(answer.text == "you asked for \(path)")
                #expect(answer.header("date") != nil)
                #expect(answer.header("connection") == nil)
            }
        }
    }

    @Test("requests sent together are answered in their order") func pipelining() async throws {
        let handler: Listener.Handler = { request in
            if request.path == "/1" { await Task.yield() }
            return Response(200, text: String(request.path))
        }
        try await serving(handler: handler) { port in
            let wire = try Wire(port: port)
            wire.send((1...50).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
            for number in 1...50 { #expect(try wire.answer().text == "/\(number)") }
        }
    }

    @Test("a body arrives whole, by length and in chunks") func bodies() async throws {
        let handler: Listener.Handler = { Response(200, type: "x/y", bytes: try await $0.body(limit: 1 << 20)) }
        try await serving(handler: handler) { port in
            let wire = try Wire(port: port)
            let body = String(repeating: "0123456789", count: 30_000)
            wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body)
            #expect(try wire.answer().text == body)
            wire.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            wire.send("5;a=b\r\nhello\r\n7\r\n, world\r\n0\r\nTrailer: x\r\n\r\n")
            #expect(try wire.answer().text == "hello, world")
            wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
            #expect(try wire.answer().text == "")
        }
    }

    @Test("who waits for 100-continue gets it when the body is wanted") func expectation() async throws {
        let handler: Listener.Handler = { Response(200, type: "x/y", bytes: try await $0.body(limit: 100)) }
        try await serving(handler: handler) { port in
            let wire = try Wire(port: port)
            wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            #expect(try wire.answer(hasBody: false).status == 100)
            wire.send("ok")
            #expect(try wire.answer().text == "ok")
        }
    }

    @Test("HEAD gets the length and no body") func head() async throws {
        try await serving(handler: { _ in Response(200, text: "twelve bytes") }) { port in
            let wire = try Wire(port: port)
            wire.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try wire.answer(hasBody: false).header("content-length") == "12")
            #expect(try wire.answer().text == "twelve bytes")
        }
    }

    @Test("a request knows its query, its cookies, its id and its peer") func request() async throws {
        let handler: Listener.Handler = { request in
            let items = request.query.map { "\($0.name)=\($0.value)" }
            let cookies = request.cookies.map { "\($0.name)=\($0.value)" }
            let facts = [request.id, request.method, String(request.path), request.peerAddress]
            return Response(200, text: (facts + items + cookies).joined(separator: "|"))
        }
        let listener = Listener("test", at: .tcp("127.0.0.1", 0), identify: { "id of \($0.target)" }, handler: handler)
        try await serving([listener]) { server in
            let wire = try Wire(port: try #require(server.port(of: "test")))
            wire.send("GET /p?a=1%202&b=x+y&a=%C3%A4&c HTTP/1.1\r\nHost: x\r\nCookie: s=1%3B2; t=\"q\"\r\n\r\n")
            let said = try wire.answer().text
            #expect(said == "id of /p?a=1%202&b=x+y&a=%C3%A4&c|GET|/p|127.0.0.1|a=1 2|b=x y|a=ä|c=|s=1;2|t=q")
        }
    }

    @Test("cookies are hidden, secure and at home unless told otherwise") func cookies() async throws {
        var open = Cookie("theme", "dark")
        (open.isHTTPOnly, open.isSecure, open.sameSite, open.maxAge) = (false, false, .strict, .seconds(60))
        let response = Response(200, text: "").with(Cookie("session", "a;b")).with(open)
        try await serving(handler: { _ in response }) { port in
            let wire = try Wire(port: port)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(
                try wire.answer().headers("set-cookie") == [
                    "session=a%3Bb; Path=/; HttpOnly; Secure; SameSite=Lax",
                    "theme=dark; Path=/; Max-Age=60; SameSite=Strict",
                ])
        }
    }

    @Test("no value of a header can begin another line") func injection() async throws {
        try await serving(handler: { _ in Response(200, text: "").with("X-Name", "a\r\nX-Evil: 1\r\n\r\nboo") }) {
            port in
            let wire = try Wire(port: port)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try wire.answer()
            #expect(answer.header("x-evil") == nil)
            #expect(answer.header("x-name") == "a  X-Evil: 1    boo")
        }
    }

    @Test("a stream arrives in parts, and breaks off when its writer fails") func streams() async throws {
        struct Failed: Error {}
        let handler: Listener.Handler = { request in
            .stream(type: "text/event-stream") { writer in
                for number in 1...3 { try await writer.write("data: \(number)\n\n") }
                if request.path == "/broken" { throw Failed() }
            }
        }
        try await serving(handler: handler) { port in
            let wire = try Wire(port: port)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try wire.answer().text == "data: 1\n\ndata: 2\n\ndata: 3\n\n")
            wire.send("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n")
            let broken = try wire.rest()
            #expect(broken.contains("data: 3") && !broken.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test("a handler that fails is a problem of ours, and the connection goes on") func failures() async throws {
        struct Failed: Error {}
        try await serving(handler: { _ in throw Failed() }) { port in
            let wire = try Wire(port: port)
            for _ in 0..<2 {
                wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                let answer = try wire.answer()
                #expect(answer.status == 500)
                #expect(answer.header("content-type") == "application/problem+json")
                #expect(answer.text.contains(#""code":"internal""#))
            }
        }
    }
}
