// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Rehearsal
import Shapes
import Testing
import Vocabulary
import Web

/// A tool is one tool: what it answers and refuses is the same at the REST door and at MCP's.
@Suite(.serialized, .world(furtherFeatures)) struct AlikeTests {
    @Test("an answer is the same at both doors", arguments: registry.entries.filter(\.isAnswer))
    func answers(entry: Entry) async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let own = [
            "device": "\(machine.device)", "site": "\(world.acme.site)", "organization": "\(world.acme.organization)",
        ]
        let (rest, mcp) = try await both(entry, entry.input.plausible(own), by: world.acmeKey)
        let answer = mcp["result"]?["structuredContent"]
        switch rest.status {
        case 200: #expect(steady(rest.body) == steady(answer))
        case 202: #expect(rest["status"] == answer?["status"] && answer?["execution_id"] != nil)
        default: return alike(rest, mcp)
        }
        #expect(mcp["result"]?["isError"] == false)
    }

    @Test("what is badly said is refused in the same words", arguments: registry.entries)
    func invalid(entry: Entry) async throws {
        guard case .object(var arguments) = entry.input.plausible([:]) else { return }
        arguments["unheard_of"] = 1
        let (rest, mcp) = try await both(entry, .object(arguments), by: World.current.acmeKey)
        alike(rest, mcp)
    }

    @Test("what is not there is refused in the same words", arguments: registry.entries)
    func absent(entry: Entry) async throws {
        guard !entry.isAnswer, ["device", "site"].contains(where: { entry.input.asks(for: $0) }) else { return }
        let (rest, mcp) = try await both(entry, entry.input.plausible([:]), by: World.current.acmeKey)
        alike(rest, mcp)
    }

    @Test(
        "what is another customer's is not there, in the same words as what does not exist", arguments: registry.entries
    )
    func foreign(entry: Entry) async throws {
        guard ["device", "site", "organization"].contains(where: { entry.input.asks(for: $0) }) else { return }
        let world = try World.current
        let machine = try await world.enroll(into: world.bolt)
        let theirs = [
            "device": "\(machine.device)", "site": "\(world.bolt.site)", "organization": "\(world.bolt.organization)",
        ]
        guard case .object(let all) = entry.input.plausible(theirs) else { return }
        let arguments = JSON.object(
            all.filter { name, _ in
                entry.input.members.contains { $0.name == name && ($0.isRequired || theirs[name] != nil) }
            })
        let (rest, mcp) = try await both(entry, arguments, by: world.acmeKey)
        // People's tools and the provider's are forbidden to a customer's key before anything is looked at.
        #expect(rest.status == 404 || rest.status == 403, "\(rest.body)")
        alike(rest, mcp)
    }

    @Test("strangers and those without the permission come no further", arguments: registry.entries)
    func strangers(entry: Entry) async throws {
        let world = try World.current
        let arguments = entry.input.plausible([:])
        #expect(try await world.askMCP(entry.name, arguments, by: .nobody).status == 401)
        guard entry.permission != "devices:read" else { return }
        #expect(try await world.askMCP(entry.name, arguments, by: world.readKey).status == 403)
    }

    private func both(_ entry: Entry, _ arguments: JSON, by caller: World.Caller) async throws
        -> (rest: World.Answer, mcp: World.Answer)
    {
        let world = try World.current
        return (
            try await world.ask(entry.name, arguments, by: caller),
            try await world.askMCP(entry.name, arguments, by: caller)
        )
    }

    private func alike(_ rest: World.Answer, _ mcp: World.Answer) {
        if [401, 403].contains(rest.status), rest["code"] != "blocked" {
            #expect(mcp.status == rest.status, "\(rest.body) \(mcp.body)")
            return
        }
        let said = mcp["result"]?["structuredContent"]
        for name in ["code", "detail", "path"] { #expect(rest[name] == said?[name], "\(rest.body) \(mcp.body)") }
        #expect(rest["code"] != nil && mcp["result"]?["isError"] == true)
    }

    /// Without the moments, which pass between two questions.
    private func steady(_ answer: JSON?) -> String? {
        answer.map {
            String(decoding: $0.bytes, as: UTF8.self).replacing(/\d{4}-\d\d-\d\dT[0-9:.]+Z/, with: "THEN")
        }
    }
}
