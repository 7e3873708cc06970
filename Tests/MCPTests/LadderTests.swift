// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing
import Web

/// The stateless revision: what is refused, with which status and which code.
///
/// The rows that the protocol's official server answers too, it was seen to answer so.
@Suite struct LadderTests {
    let desk: Desk
    init() throws { desk = try Desk() }

    /// A probe, and what it must be answered with.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let probe: Probe
        let status: Int
        let code: JSON?

        init(_ title: String, _ probe: Probe, _ status: Int, _ code: JSON? = .none) {
            (testDescription, self.probe, self.status, self.code) = (title, probe, status, code)
        }
    }

    static let list = Probe.modern("tools/list")
    static let call = Probe.modern("tools/call", ["name": "list_things", "arguments": [:]])

    static let rows: [Row] = [
        Row("a call", call, 200),
        Row("no Mcp-Method", list.with("mcp-method", nil), 400, -32020),
        Row("another Mcp-Method", list.with("mcp-method", "tools/call"), 400, -32020),
        Row("no Mcp-Name", call.with("mcp-name", nil), 400, -32020),
        Row("another Mcp-Name", call.with("mcp-name", "other"), 400, -32020),
        Row("Mcp-Name in Base64", call.with("mcp-name", "=?base64?bGlzdF90aGluZ3M=?="), 200),
        Row("Mcp-Name in bad Base64", call.with("mcp-name", "=?base64?bGlzdF90aGluZ3N=?="), 400, -32020),
        Row(
            "a version in the header that is not the body's", list.with("mcp-protocol-version", "2027-01-01"), 400,
            -32020),
        Row("no _meta", .modern("tools/list", meta: nil), 400, -32602),
        Row(
            "_meta without the client's capabilities",
            .modern("tools/list", meta: ["io.modelcontextprotocol/protocolVersion": "2026-07-28"]), 400, -32602),
        Row("an unknown method", .modern("foo/bar"), 404, -32601),
        Row("ping, which is gone", .modern("ping"), 404, -32601),
        Row("initialize, which is gone", .modern("initialize"), 404, -32601),
        Row("a stream, which is not offered", .modern("subscriptions/listen"), 404, -32601),
        Row("no JSON", list.sending("{nope"), 400, -32700),
        Row("a name given twice", list.sending(#"{"jsonrpc":"2.0","jsonrpc":"2.0"}"#), 400, -32700),
        Row("nested too deeply", list.sending(String(repeating: "[", count: 100_000)), 400, -32700),
        Row("a batch", list.sending("[\(String(decoding: list.body, as: UTF8.self))]"), 400, -32600),
        Row("an empty batch", list.sending("[]"), 400, -32600),
        Row("id null", .modern("tools/list", id: .null), 400, -32600),
        Row("id with a fraction", .modern("tools/list", id: .number(1.5)), 400, -32600),
        Row("another JSON-RPC", list.sending(#"{"jsonrpc":"1.0","id":1,"method":"tools/list"}"#), 400, -32600),
        Row(
            "parameters in a list", list.sending(#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}"#), 400,
            -32600),
        Row("an answer", list.sending(#"{"jsonrpc":"2.0","id":1,"result":{}}"#), 400, -32600),
        Row(
            "a notification",
            list.sending(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#), 202),
        Row(
            "a notification of an unknown version",
            list.with("mcp-protocol-version", "1900-01-01").sending(#"{"jsonrpc":"2.0","method":"notifications/x"}"#),
            400,
            -32022),
        Row("Accept without a stream", list.with("accept", "application/json"), 406, -32600),
        Row("no Accept", list.with("accept", nil), 406, -32600),
        Row("Accept of everything", list.with("accept", "*/*"), 200),
        Row("Accept by kinds", list.with("accept", "application/*;q=0.9, text/*"), 200),
        Row("a body of text", list.with("content-type", "text/plain"), 400, -32600),
        Row("a body of JSON in UTF-8", list.with("content-type", "application/json; charset=utf-8"), 200),
        Row("a foreign page", list.with("origin", "http://evil.example"), 403, -32600),
        Row("a page without an origin", list.with("origin", "null"), 403, -32600),
        Row("a page of our name at another port", list.with("origin", "https://rmm.example.com:8444"), 403, -32600),
        Row("a page of ours", list.with("origin", "https://rmm.example.com"), 200),
        Row("a page of this machine", list.with("origin", "http://localhost:6274"), 200),
        Row("a foreign name of this server", list.with("host", "evil.example"), 421, -32600),
        Row("a name that ours begins", list.with("host", "rmm.example.com.evil.example"), 421, -32600),
        Row("no name", list.with("host", nil), 421, -32600),
        Row("this machine's own name", list.with("host", "127.0.0.1:8443"), 200),
        Row("this machine's own name in IPv6", list.with("host", "[::1]:8443"), 200),
        Row("an unknown tool", .modern("tools/call", ["name": "nope", "arguments": [:]]), 400, -32602),
        Row("no tool", .modern("tools/call"), 400, -32602),
        Row("arguments in a list", .modern("tools/call", ["name": "list_things", "arguments": []]), 400, -32602),
        Row("a cursor of another server", .modern("tools/list", ["cursor": "bm9wZQ"]), 400, -32602),
        Row("a cursor that is no text", .modern("tools/list", ["cursor": 7]), 400, -32602),
    ]

    @Test("a message is answered as its row says", arguments: rows) func ladder(row: Row) async throws {
        let heard = try await row.probe.sent(to: desk)
        #expect(heard.status == row.status)
        #expect(heard.code == row.code)
        #expect(heard.session == nil)
    }

    @Test("a version that is not spoken is told which are") func versions() async throws {
        var meta = Probe.envelope
        meta["io.modelcontextprotocol/protocolVersion"] = "1900-01-01"
        let heard = try await Probe.modern("tools/list", meta: meta).with("mcp-protocol-version", "1900-01-01")
            .sent(to: desk)
        #expect(heard.status == 400 && heard.code == -32022)
        #expect(heard.error?["data"] == ["supported": ["2026-07-28"], "requested": "1900-01-01"])
    }

    @Test(
        "a routing header that comes twice is refused", arguments: ["mcp-method", "MCP-Name", "Mcp-Protocol-Version"])
    func duplicates(name: String) async throws {
        var probe = Self.call
        probe.more = [Header(name, probe.headers[name.lowercased()].flatMap(\.self) ?? "")]
        let heard = try await probe.sent(to: desk)
        #expect(heard.status == 400 && heard.code == -32020)
    }

    @Test("only POST is answered", arguments: ["GET", "DELETE", "PUT", "OPTIONS"])
    func methods(method: String) async throws {
        let heard = try await Self.list.method(method).sent(to: desk)
        #expect(heard.status == 405)
        #expect(heard.response.header("allow") == "POST")
    }

    @Test("an error carries the request's id as soon as it is known", arguments: [JSON.string("seven"), 7])
    func ids(id: JSON) async throws {
        #expect(try await Probe.modern("foo/bar", id: id).sent(to: desk).json["id"] == id)
        #expect(try await Self.list.sending("{").sent(to: desk).json["id"] == .null)
    }

    @Test("without a credential nothing is read", arguments: [nil, "", "brz_unknown"])
    func strangers(key: String?) async throws {
        let heard = try await Self.list.sending("{nope").by(key).sent(to: desk)
        #expect(heard.status == 401)
        #expect(heard.response.header("www-authenticate") == "Bearer")
        #expect(heard.error?["data"]?["code"] == "unauthenticated")
        #expect(heard.error?["data"]?["request_id"] == "request")
    }
}
