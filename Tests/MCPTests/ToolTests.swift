// SPDX-License-Identifier: Apache-2.0
import GateKit
import JSON
import Shapes
import Testing
import Vocabulary
import Web

/// What is listed, and what comes of a call.
@Suite struct ToolTests {
    let desk: Desk
    init() throws { desk = try Desk() }

    private func call(
        _ tool: String, _ arguments: JSON = [:], meta: [String: JSON] = [:], by key: String = "keeper"
    ) async throws -> Heard {
        let meta = Probe.envelope.merging(meta) { $1 }
        return try await Probe.modern("tools/call", ["name": .string(tool), "arguments": arguments], meta: meta).by(key)
            .sent(to: desk)
    }

    @Test("the server says what it is and speaks") func discovery() async throws {
        let heard = try await Probe.modern("server/discover").sent(to: desk)
        #expect(heard.result?["supportedVersions"] == ["2026-07-28"])
        #expect(heard.result?["capabilities"] == ["tools": ["listChanged": false]])
        #expect(heard.result?["resultType"] == "complete" && heard.result?["cacheScope"] == "private")
        #expect(
            heard.result?["_meta"]?["io.modelcontextprotocol/serverInfo"]?["version"] == .string(Release.version))
    }

    @Test(
        "each caller is shown the tools that it may use",
        arguments: [("reader", ["list_things"]), ("keeper", ["list_things", "wipe_things"])])
    func listing(key: String, tools: [String]) async throws {
        let heard = try await Probe.modern("tools/list").by(key).sent(to: desk)
        #expect(heard.tools == tools)
        #expect(heard.result?["cacheScope"] == "private" && heard.result?["nextCursor"] == nil)
    }

    @Test("a list goes on where its cursor says, and knows its end") func pages() async throws {
        let desk = try Desk(toolsOnPage: 1)
        let first = try await Probe.modern("tools/list").by("keeper").sent(to: desk)
        let cursor = try #require(first.result?["nextCursor"])
        let second = try await Probe.modern("tools/list", ["cursor": cursor]).by("keeper").sent(to: desk)
        #expect(first.tools == ["list_things"] && second.tools == ["wipe_things"])
        #expect(second.result?["nextCursor"] == nil)
        #expect(try await Probe.modern("tools/list").by("reader").sent(to: desk).result?["nextCursor"] == nil)
    }

    @Test("a tool says what it does, and its hints follow from that") func hints() async throws {
        let heard = try await Probe.modern("tools/list").by("keeper").sent(to: desk)
        guard case .array(let tools)? = heard.result?["tools"] else { throw Missing() }
        #expect(
            tools[0]["annotations"]?["readOnlyHint"] == true && tools[0]["annotations"]?["destructiveHint"] == false)
        #expect(
            tools[1]["annotations"]?["readOnlyHint"] == false && tools[1]["annotations"]?["destructiveHint"] == true)
        #expect(tools[1]["_meta"]?["breeze/risk"] == "high" && tools[1]["_meta"]?["breeze/permission"] == "things:wipe")
        #expect(tools[1]["title"] == "Wipe things" && tools[1]["description"] == "Removes all things for good.")
        for tool in tools {
            #expect(tool["outputSchema"]?["type"] == "object" && tool["inputSchema"]?["type"] == "object")
        }
    }
    struct Missing: Error {}

    @Test("what a tool answers comes as it is and as text, wrapped as it was") func done() async throws {
        let heard = try await call("list_things")
        #expect(heard.status == 200 && heard.result?["isError"] == false && heard.result?["resultType"] == "complete")
        #expect(heard.result?["structuredContent"] == ["names": [["untrusted": "a \"thing\"", "source": "maker"]]])
        #expect(heard.result?["_meta"]?["breeze/outcome"] == "done")
        guard case .array(let content)? = heard.result?["content"], case .string(let text)? = content.first?["text"]
        else {
            throw Missing()
        }
        #expect(try JSON(parsing: Array(text.utf8)) == heard.result?["structuredContent"])
    }

    @Test("what is too dangerous is blocked, which is no error") func blocked() async throws {
        let heard = try await call("wipe_things")
        #expect(heard.status == 200 && heard.result?["isError"] == false)
        #expect(heard.result?["structuredContent"]?["status"] == "blocked")
        #expect(heard.result?["structuredContent"]?["link"] == "https://rmm.example.com:443/tools/wipe_things")
    }

    @Test("an argument that does not fit is named by its path", arguments: [("limit", JSON(500)), ("stray", 1)])
    func misfits(name: String, value: JSON) async throws {
        let heard = try await call("list_things", [name: value])
        #expect(heard.status == 200 && heard.result?["isError"] == true)
        #expect(heard.result?["structuredContent"]?["code"] == "invalid")
        #expect(heard.result?["structuredContent"]?["path"] == .string("$.\(name)"))
        #expect(heard.result?["structuredContent"]?["request_id"] == "request")
    }

    @Test(
        "a call without the permission is HTTP's to refuse",
        arguments: [("reader", "wipe_things"), ("keeper", "make_key")])
    func forbidden(key: String, tool: String) async throws {
        let heard = try await call(tool, by: key)
        #expect(heard.status == 403 && heard.json["id"] == 1)
        #expect(heard.error?["data"]?["code"] == "forbidden")
        #expect(heard.response.header("www-authenticate")?.hasPrefix("Bearer error=\"insufficient_scope\"") == true)
    }

    @Test(
        "what stands beside the arguments is held to its rules",
        arguments: [
            ("breeze/organization", JSON("acme")), ("breeze/wait", 61), ("breeze/wait", "10"),
            ("breeze/idempotency_key", "a b"), ("breeze/idempotency_key", 7),
        ])
    func besides(name: String, value: JSON) async throws {
        let heard = try await call("list_things", meta: [name: value])
        #expect(heard.result?["isError"] == true)
        #expect(heard.result?["structuredContent"]?["path"] == .string("_meta[\"\(name)\"]"))
        #expect(desk.records.all.isEmpty)
    }

    @Test("a call belongs to the trace of its header, else of its message, else to none") func traces() async throws {
        let (header, message) = ("0af7651916cd43dd8448eb211c80319c", "4bf92f3577b34da6a3ce929d0e0e4736")
        let meta = Probe.envelope.merging(["traceparent": .string("00-\(message)-b7ad6b7169203331-01")]) { $1 }
        let traced = Probe.modern("tools/call", ["name": "list_things"], meta: meta)
        #expect(try await traced.sent(to: desk).response.header("breeze-request-id") == message)
        _ = try await traced.with("traceparent", "00-\(header)-b7ad6b7169203331-01").sent(to: desk)
        _ = try await call("list_things", meta: ["traceparent": "none"])
        #expect(desk.records.all.map(\.requestID) == [message, "request", "request"])
    }
}
