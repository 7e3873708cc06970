// SPDX-License-Identifier: Apache-2.0
import JSON
import MCP
import Shapes
import Testing
import Web

/// The revisions with a handshake and a session.
@Suite struct HandshakeTests {
    let desk: Desk
    init() throws { desk = try Desk() }

    private func session(of key: String = "reader") async throws -> String {
        try #require(try await Probe.handshake("2025-11-25").by(key).sent(to: desk).session)
    }

    @Test(
        "a version that is spoken is agreed on, for any other the newest",
        arguments: [
            ("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"), ("2025-03-26", "2025-03-26"),
            ("1999-01-01", "2025-11-25"), ("2026-07-28", "2025-11-25"),
        ])
    func versions(asked: String, agreed: String) async throws {
        let heard = try await Probe.handshake(asked).sent(to: desk)
        #expect(heard.status == 200)
        #expect(heard.result?["protocolVersion"] == .string(agreed))
        #expect(heard.result?["capabilities"] == ["tools": ["listChanged": false]])
        #expect(heard.result?["serverInfo"]?["name"] == "breeze")
        #expect(heard.session?.utf8.count == 32)
    }

    @Test("two handshakes make two sessions") func distinct() async throws {
        #expect(try await session() != session())
    }

    @Test("within a session tools are listed and called, and ping is answered") func use() async throws {
        let session = try await session()
        let noted = Probe.legacy("", session: session).sending(
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
        #expect(try await noted.sent(to: desk).status == 202)
        #expect(try await Probe.legacy("ping", session: session).sent(to: desk).result == [:])
        let listed = try await Probe.legacy("tools/list", session: session).sent(to: desk)
        #expect(listed.tools == ["list_things"])
        #expect(listed.result?["ttlMs"] == nil && listed.result?["resultType"] == nil)
        let called = try await Probe.legacy("tools/call", ["name": "list_things"], session: session).sent(to: desk)
        #expect(called.result?["isError"] == false)
    }

    @Test("errors of a request within a session come with 200") func errors() async throws {
        let session = try await session()
        for (method, parameters, code) in [
            ("foo/bar", [:], -32601), ("tools/call", ["name": "nope"], -32602), ("tools/list", ["cursor": "?"], -32602),
            ("initialize", [:], -32602),
        ] as [(String, JSON, Int)] {
            let heard = try await Probe.legacy(method, parameters, session: session).sent(to: desk)
            #expect(heard.status == 200 && heard.code == .integer(code), "\(method)")
        }
    }

    @Test("a batch is refused in every version", arguments: ["2025-11-25", "2025-06-18", "2025-03-26"])
    func batches(version: String) async throws {
        let probe = Probe.legacy("ping", session: try await session()).with("mcp-protocol-version", version)
        let heard = try await probe.sending("[\(String(decoding: probe.body, as: UTF8.self))]").sent(to: desk)
        #expect(heard.status == 400 && heard.code == -32600)
    }

    @Test("without a session nothing goes but the handshake", arguments: ["tools/list", "ping"])
    func missing(method: String) async throws {
        #expect(try await Probe.legacy(method).sent(to: desk).status == 400)
        #expect(try await Probe.legacy(method, session: "bogus").sent(to: desk).status == 404)
    }

    @Test("one caller's session is of no use to another") func owners() async throws {
        let session = try await session()
        #expect(try await Probe.legacy("ping", session: session).by("another").sent(to: desk).status == 404)
        #expect(
            try await Probe.legacy("", session: session).by("another").method("DELETE").sent(to: desk).status == 404)
        #expect(try await Probe.legacy("ping", session: session).sent(to: desk).status == 200)
        #expect(try await Probe.legacy("ping", session: session).by(nil).sent(to: desk).status == 401)
    }

    @Test("a session ends when its caller says so") func ending() async throws {
        let (one, other) = (try await session(), try await session())
        #expect(try await Probe.legacy("", session: one).method("DELETE").sent(to: desk).status == 200)
        #expect(try await Probe.legacy("ping", session: one).sent(to: desk).status == 404)
        #expect(try await Probe.legacy("ping", session: other).sent(to: desk).status == 200)
        #expect(try await Probe.legacy("").method("DELETE").sent(to: desk).status == 400)
    }

    @Test("a session ends when nobody uses it for half an hour") func idling() async throws {
        let session = try await session()
        desk.clock.pass(.seconds(1799))
        #expect(try await Probe.legacy("ping", session: session).sent(to: desk).status == 200)
        desk.clock.pass(.seconds(1799))
        #expect(try await Probe.legacy("ping", session: session).sent(to: desk).status == 200)
        desk.clock.pass(.seconds(1800))
        #expect(try await Probe.legacy("ping", session: session).sent(to: desk).status == 404)
    }

    @Test("who opens many sessions loses their own oldest, and nobody else's") func crowds() async throws {
        let (oldest, foreign) = (try await session(), try await session(of: "another"))
        desk.clock.pass(.seconds(1))
        for _ in 0..<32 { _ = try await session() }
        #expect(try await Probe.legacy("ping", session: oldest).sent(to: desk).status == 404)
        #expect(try await Probe.legacy("ping", session: foreign).by("another").sent(to: desk).status == 200)
    }

    @Test("when there are too many sessions the one that was used longest ago goes") func bounds() {
        var sessions = Sessions(most: 2, ofOne: 2)
        let start = Instant(milliseconds: 1_800_000_000_000)
        sessions.open("a", for: "reader", at: start)
        sessions.open("b", for: "another", at: start + .seconds(1))
        let usedAgain = sessions.use("a", by: "reader", at: start + .seconds(2))
        sessions.open("c", for: "keeper", at: start + .seconds(3))
        let left = [("a", "reader"), ("b", "another"), ("c", "keeper")].filter {
            sessions.use($0.0, by: $0.1, at: start + .seconds(4))
        }
        #expect(usedAgain && left.map(\.0) == ["a", "c"])
    }

    @Test("no stream is offered") func streams() async throws {
        let heard = try await Probe.legacy("", session: try await session()).method("GET").sent(to: desk)
        #expect(heard.status == 405)
        #expect(heard.response.header("allow") == "POST, DELETE")
    }
}
