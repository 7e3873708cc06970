// SPDX-License-Identifier: Apache-2.0
import JSON
import Rehearsal
import Testing

@testable import AuditServer

@Suite(.world([.audit])) struct AuditToolTests {
    private func lines(
        _ arguments: JSON = [:], by caller: World.Caller = .operator, until count: Int = 1
    ) async throws -> [JSON] {
        while true {  // what was read is written down within a second; the suite's time limit ends a hang
            let answer = try await World.current.ask("list_audit", arguments, by: caller)
            guard case .array(let items)? = answer["items"], answer.status == 200 else { throw Refused(answer: answer) }
            if items.count >= count { return items }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
    private struct Refused: Error { let answer: World.Answer }

    @Test("what was done is told with who, what and whom; what was refused too", .timeLimit(.minutes(1)))
    func told() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let device = JSON.string("\(machine.device)")
        let change: JSON = ["device": device, "revision": 1, "name": "Front desk"]
        #expect(try await world.ask("update_device", change, by: world.acmeKey).status == 200)
        #expect(try await world.ask("update_device", change, by: world.acmeKey).status == 409)
        let told = try await lines(["device": device, "results": ["changed"]], by: world.acmeKey)
        let line = try #require(told.first { $0["tool"] == "update_device" })
        #expect(line["actor_name"] == "acme" && line["actor_kind"] == "api_key" && line["risk"] == "medium")
        #expect(line["devices"] == [device] && line["organization"] == .string("\(world.acme.organization)"))
        #expect(told.contains { $0["tool"] == "enroll_device" && $0["actor_kind"] == "agent" })
        let refused = try await lines(["results": ["refused"], "search": "update_device"])
        #expect(refused.first?["note"] == "conflict" && refused.first?["actor_name"] == "acme")
    }

    @Test("what the gate blocked is told with its reason", .timeLimit(.minutes(1))) func blocked() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let device = JSON.string("\(machine.device)")
        #expect(try await world.ask("release_device", ["device": device], by: world.acmeKey).status == 403)
        let line = try await lines(["device": device, "results": ["blocked"]], by: world.acmeKey).first
        #expect(line?["tool"] == "release_device" && line?["risk"] == "high" && line?["note"] != .null)
    }

    @Test("one organization's lines are no other's, and a key without the permission reads none")
    func walls() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.bolt)
        let device = JSON.string("\(machine.device)")
        #expect(try await world.ask("list_audit", ["device": device], by: world.acmeKey).status == 404)
        let seen = try await lines(["limit": 200], by: world.acmeKey, until: 0)
        #expect(seen.allSatisfy { $0["organization"] == .string("\(world.acme.organization)") })
        #expect(try await world.ask("list_audit", by: world.readKey).status == 403)
    }

    @Test("it is read page by page, without a gap and without a line twice", .timeLimit(.minutes(1)))
    func pages() async throws {
        let world = try World.current
        for number in 0..<5 {
            #expect(try await world.ask("create_organization", ["name": .string("Paged \(number)")]).status == 200)
        }
        let all = try await lines(["search": "create_organization", "results": ["changed"]], until: 5)
        var (paged, cursor): ([JSON], JSON?) = ([], nil)
        repeat {
            var arguments: [String: JSON] = [
                "search": "create_organization", "results": ["changed"], "limit": 2,
            ]
            arguments["cursor"] = cursor
            let page = try await world.ask("list_audit", .object(arguments))
            guard case .array(let items)? = page["items"] else { throw Refused(answer: page) }
            paged += items
            cursor = page["next_cursor"] == .null ? nil : page["next_cursor"]
        } while cursor != nil
        #expect(paged == all)
        #expect(try await world.ask("list_audit", ["cursor": "nonsense"]).status == 422)
    }
}
