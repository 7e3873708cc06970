// SPDX-License-Identifier: Apache-2.0
import JSON
import Rehearsal
import Testing
import Web

/// What HTTP expects of any address, before a tool is asked.
@Suite(.world()) struct ProtocolTests {
    @Test("HEAD says what GET would, without the body", arguments: ["tools", "openapi.json", "tools/list_sites"])
    func head(path: String) async throws {
        let world = try World.current
        let head = try await world.request("HEAD", "/api/v1/\(path)", by: world.readKey)
        let get = try await world.request("GET", "/api/v1/\(path)", by: world.readKey)
        #expect(head.status == get.status && head.body == "")
        #expect(head.headers.first("content-type") == get.headers.first("content-type"))
    }

    @Test(
        "OPTIONS tells the methods without asking who wants to know",
        arguments: [
            ("tools", "GET, HEAD, OPTIONS"), ("openapi.json", "GET, HEAD, OPTIONS"),
            ("tools/list_sites", "GET, HEAD, OPTIONS, POST"), ("tools/create_site", "OPTIONS, POST"),
            ("executions/x", "GET, HEAD, OPTIONS"),
        ])
    func options(path: String, methods: String) async throws {
        let answer = try await World.current.request("OPTIONS", "/api/v1/\(path)", by: .nobody)
        #expect(answer.status == 204 && answer.headers.first("allow") == methods)
    }

    @Test("another method is refused, and the right ones are named", arguments: ["PUT", "DELETE", "PATCH", "BREW"])
    func methods(method: String) async throws {
        let answer = try await World.current.request(method, "/api/v1/tools/create_site", by: .operator)
        #expect(answer.status == 405 && answer["code"] == "method_not_allowed")
        #expect(answer.headers.first("allow") == "OPTIONS, POST")
    }

    @Test(
        "who cannot read JSON is told so",
        arguments: [
            ("application/json", 200), ("*/*", 200), ("application/*;q=0.1, text/html", 200), ("text/html", 406),
            ("application/json;q=0, */*", 406), ("text/html, application/json;q=0.0", 406), ("", 200),
        ])
    func accept(header: String, status: Int) async throws {
        let answer = try await World.current.request(
            "GET", "/api/v1/tools/list_sites", by: .operator, headers: [Header("Accept", header)])
        #expect(answer.status == status)
        if status == 406 { #expect(answer["code"] == "not_acceptable") }
    }

    @Test(
        "a body is JSON or a form",
        arguments: [
            ("application/json", "{}", 200), ("Application/JSON; charset=UTF-8", "{}", 200),
            ("application/x-www-form-urlencoded", "limit=1", 200), ("text/plain", "{}", 415),
            ("application/json; charset=latin1", "{}", 415), ("application/xml", "<limit/>", 415),
            ("application/x-www-form-urlencoded", #"{"limit":1}"#, 415), ("", "{}", 415),
        ])
    func types(type: String, body: String, status: Int) async throws {
        let answer = try await World.current.request(
            "POST", "/api/v1/tools/list_sites", Array(body.utf8), by: .operator,
            headers: [Header("Content-Type", type)])
        #expect(answer.status == status, "\(answer.body)")
        if status == 415 { #expect(answer["code"] == "unsupported_media_type") }
    }

    @Test("a body without a type is taken for JSON") func typeless() async throws {
        let answer = try await World.current.request(
            "POST", "/api/v1/tools/list_sites", Array(#"{"limit":1}"#.utf8), by: .operator)
        #expect(answer.status == 200)
    }

    @Test("a longer body than arguments may be is refused, whatever is in it") func long() async throws {
        let answer = try await World.current.request(
            "POST", "/api/v1/tools/list_sites", Array(repeating: 0x20, count: 300_000), by: .operator)
        #expect(answer.status == 413 && answer["code"] == "body_too_large")
    }

    @Test("a POST with arguments in its address is refused: they would have been lost") func strayQuery() async throws {
        let answer = try await World.current.request("POST", "/api/v1/tools/list_sites?limit=1", by: .operator)
        #expect(answer.status == 422 && answer["path"] == "?limit")
    }

    @Test("what has not changed is not sent again", arguments: ["tools", "openapi.json"]) func tags(path: String)
        async throws
    {
        let world = try World.current
        let first = try await world.request("GET", "/api/v1/\(path)", by: world.readKey)
        let tag = try #require(first.headers.first("etag"))
        let again = try await world.request(
            "GET", "/api/v1/\(path)", by: world.readKey, headers: [Header("If-None-Match", "\"x\", W/\(tag)")])
        #expect(again.status == 304 && again.headers.first("etag") == tag)
        let other = try await world.request(
            "GET", "/api/v1/\(path)", by: world.readKey, headers: [Header("If-None-Match", "\"x\"")])
        #expect(other.status == 200)
    }

    @Test("the interface is described to those who may come in only") func description() async throws {
        let world = try World.current
        #expect(try await world.request("GET", "/api/v1/openapi.json", by: .nobody).status == 401)
        #expect(try await world.request("GET", "/api/v1/openapi.json", by: world.readKey)["openapi"] == "3.1.1")
    }

    @Test(
        "a request under another server's name is turned away",
        arguments: ["evil.example", "localhost.evil.example:80"])
    func names(host: String) async throws {
        let wire = try Wire(port: World.current.api.port)
        wire.send("GET /api/v1/tools HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
        let answer = try wire.rest()
        #expect(answer.hasPrefix("HTTP/1.1 421 ") && answer.contains(#""code":"misdirected""#), "\(answer)")
    }

    @Test("its own name is answered, with any port") func ownName() async throws {
        let wire = try Wire(port: World.current.api.port)
        wire.send("GET /api/v1/tools HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n")
        #expect(try wire.rest().hasPrefix("HTTP/1.1 401 "))
    }

    @Test("every problem says what, where, what to do, and by which id it is found") func problems() async throws {
        let answer = try await World.current.ask("list_sites", ["limit": 500])
        #expect(answer.status == 422 && answer["status"] == 422 && answer["code"] == "invalid")
        #expect(answer["type"] == "urn:breeze:problem:invalid" && answer["path"] == "$.limit")
        for name in ["title", "detail", "remedy"] {
            guard case .string(let words)? = answer[name], !words.isEmpty else {
                Issue.record("\(name): \(answer.body)")
                continue
            }
        }
        guard case .string(let id)? = answer["request_id"] else { Issue.record("no id"); return }
        #expect(answer.headers.first("breeze-request-id") == id && id.utf8.count == 32)
        #expect(answer.headers.first("content-type") == "application/problem+json")
    }

    @Test("nothing of an answer is kept on the way") func caching() async throws {
        let answer = try await World.current.ask("list_sites")
        #expect(answer.headers.first("cache-control") == "no-store")
    }
}
