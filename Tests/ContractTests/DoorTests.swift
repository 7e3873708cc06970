// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Postgres
import Rehearsal
import Secrets
import Shapes
import Testing
import Vocabulary
import Web

/// Every tool at the REST door: strangers, foreigners, and what is not well said.
@Suite(.world(furtherFeatures)) struct DoorTests {
    @Test("a stranger is nobody, whatever they ask", arguments: registry.entries) func strangers(entry: Entry)
        async throws
    {
        let answer = try await World.current.ask(entry.name, entry.input.plausible([:]), by: .nobody)
        #expect(answer.status == 401 && answer["code"] == "unauthenticated")
    }

    @Test("what is not JSON is refused before anything is done", arguments: registry.entries)
    func malformed(entry: Entry) async throws {
        for body in ["{", "[]", "nonsense", #"{"a":1,"a":2}"#, "\u{0}", String(repeating: "[", count: 500)] {
            let answer = try await World.current.request(
                "POST", "/api/v1/tools/\(entry.name)", Array(body.utf8), by: .operator,
                headers: [Header("Content-Type", "application/json")])
            #expect(answer.status == 422 && answer["code"] == "invalid", "\(body.prefix(20)): \(answer.body)")
        }
    }

    @Test("an unknown key is refused by its name", arguments: registry.entries) func unknown(entry: Entry) async throws
    {
        guard case .object(var arguments) = entry.input.plausible([:]) else { return }
        arguments["unheard_of"] = 1
        let answer = try await World.current.ask(entry.name, .object(arguments))
        #expect(answer.status == 422 && answer["path"] == "$.unheard_of")
    }

    @Test("a wrong type is refused by its path", arguments: registry.entries) func types(entry: Entry) async throws {
        for member in entry.input.members {
            guard case .object(var arguments) = entry.input.plausible([:]) else { continue }
            arguments[member.name] = ["a": ["wrong": "type"]]
            let answer = try await World.current.ask(entry.name, .object(arguments))
            #expect(answer.status == 422, "\(member.name): \(answer.body)")
            guard case .string(let path)? = answer["path"] else { Issue.record("\(answer.body)"); continue }
            #expect(path.hasPrefix("$.\(member.name)"))
        }
    }

    @Test("an integer out of its range is refused by its path", arguments: registry.entries)
    func ranges(entry: Entry) async throws {
        for member in entry.input.members {
            guard case .integer(let range?) = member.shape, case .object(var arguments) = entry.input.plausible([:])
            else {
                continue
            }
            for beyond in [range.lowerBound - 1, range.upperBound + 1] {
                arguments[member.name] = .integer(beyond)
                let answer = try await World.current.ask(entry.name, .object(arguments))
                #expect(answer.status == 422 && answer["path"] == .string("$.\(member.name)"))
            }
        }
    }

    @Test(
        "what belongs to another customer does not exist, in the words of what does not exist at all",
        arguments: registry.entries.filter { entry in
            ["device", "site", "organization"].contains { entry.input.asks(for: $0) } && !entry.permission.isForPeople
                && entry.place == .organization
        })
    func foreigners(entry: Entry) async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.bolt)
        let foreign = [
            "device": "\(machine.device)", "site": "\(world.bolt.site)", "organization": "\(world.bolt.organization)",
        ]
        let refused = try await world.ask(entry.name, entry.input.plausible(foreign), by: world.acmeKey)
        let absent = try await world.ask(entry.name, entry.input.plausible([:]), by: world.acmeKey)
        #expect(refused.status == 404 && absent.status == 404, "\(refused.body) \(absent.body)")
        #expect(refused["code"] == absent["code"])
        func words(_ answer: World.Answer) -> String? {
            guard case .string(let detail)? = answer["detail"] else { return nil }
            return detail.replacing(/[0-9a-f-]{36}/, with: "ID")
        }
        #expect(words(refused) == words(absent))
    }

    @Test("without the permission nothing is even looked at", arguments: registry.entries) func forbidden(entry: Entry)
        async throws
    {
        let world = try World.current
        guard entry.permission != "devices:read" else { return }
        let answer = try await world.ask(entry.name, entry.input.plausible([:]), by: world.readKey)
        #expect(answer.status == 403 && answer["code"] == "forbidden", "\(answer.body)")
    }

    @Test("only what reads can be had by GET", arguments: registry.entries) func methods(entry: Entry) async throws {
        let world = try World.current
        let answer = try await world.request("GET", "/api/v1/tools/\(entry.name)", by: .operator)
        #expect((answer.status == 405) == !entry.isAnswer, "\(answer.status)")
        #expect(try await world.request("DELETE", "/api/v1/tools/\(entry.name)", by: .operator).status == 405)
    }

    @Test("an organization that a call names must be one that its caller sees") func named() async throws {
        let world = try World.current
        let (acme, bolt) = (world.acme.organization, world.bolt.organization)
        #expect(try await world.ask("list_devices", by: world.acmeKey, in: acme).status == 200)
        #expect(try await world.ask("list_devices", by: world.readKey, in: bolt).status == 200)
        let foreign = try await world.ask("list_devices", by: world.acmeKey, in: bolt)
        #expect(foreign.status == 404 && foreign["code"] == "not_found")
        let inside: JSON = ["site": .string("\(world.acme.site)")]
        #expect(try await world.ask("list_devices", inside, by: world.readKey, in: acme).status == 200)
        #expect(try await world.ask("list_devices", inside, by: world.readKey, in: bolt).status == 422)
        let nonsense = [Header("Breeze-Organization", "x")]
        #expect(try await world.ask("list_devices", by: world.acmeKey, headers: nonsense).status == 422)
    }

    @Test("a cursor that is none of ours is refused", arguments: registry.entries.filter { $0.name.hasPrefix("list_") })
    func cursors(entry: Entry) async throws {
        let id = "01900000-0000-7000-8000-000000000000"
        let forged = [
            #"["a","b"]"#, #"["2026-01-01T00:00:00Z","x"]"#, #"["a\u0000","\#(id)"]"#, #"["a","\#(id)",1]"#, "{}",
        ]
        for cursor in ["nonsense"] + forged.map({ Base64.url.text(of: Array($0.utf8)) }) {
            guard case .object(var arguments) = entry.input.plausible([:]) else { return }
            arguments = arguments.filter { $0.key == "limit" }
            arguments["cursor"] = .string(cursor)
            let answer = try await World.current.ask(entry.name, .object(arguments), by: .operator)
            #expect(answer.status == 422 && answer["code"] == "invalid", "\(cursor): \(answer.body)")
            #expect(answer["path"] == "$.cursor")
        }
    }

    @Test("what has an address of its own is read there, and nothing else", arguments: ["POST", "PUT", "DELETE"])
    func addresses(method: String) async throws {
        let world = try World.current
        let path = "/api/v1/executions/01900000-0000-7000-8000-000000000000"
        #expect(try await world.request(method, path, by: .operator).status == 405)
        #expect(try await world.request("GET", path, by: .operator).status == 404)
    }

    @Test("a page view is in the audit under one request, with all that its cards ask for", .timeLimit(.minutes(1)))
    func audit() async throws {
        let world = try World.current
        let (machine, browser) = (try await world.enroll(into: world.acme), try await world.signedIn())
        #expect(try await browser.get("/devices/\(machine.device)").status == 200)
        while true {  // until it has been written down
            let told = try await world.database.reading(in: Context(role: "breeze_system", settings: [:])).rows(
                """
                select string_agg(note, ' ') as notes from house.audit
                 where \(machine.device) = any (devices) and result = 'answered' group by request_id
                """)
            let notes = try told.map { try $0("notes") as String }
            let isWhole = notes.contains { note in
                ["get_device_details", "get_device_reliability", "analyze_metrics"].allSatisfy(note.contains)
            }
            if isWhole { return #expect(notes.count == 1) }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @Test("what is high is blocked for every key", arguments: registry.entries.filter { $0.risk.level >= .high })
    func high(entry: Entry) async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let own = [
            "device": "\(machine.device)", "site": "\(world.acme.site)", "organization": "\(world.acme.organization)",
        ]
        let answer = try await world.ask(entry.name, entry.input.plausible(own), by: world.acmeKey)
        #expect(answer.status == 403, "\(answer.body)")
        #expect(["blocked", "forbidden"].contains(answer["code"]))
    }

    @Test("a body of ten megabytes is refused, and the server goes on") func huge() async throws {
        let world = try World.current
        let answer = try await world.request(
            "POST", "/api/v1/tools/list_devices", Array(repeating: 0x20, count: 10 << 20), by: .operator)
        #expect([413, 422].contains(answer.status))
        #expect(try await world.ask("list_devices").status == 200)
    }

    @Test("every problem names the request, and keeps the caller's trace") func traces() async throws {
        let trace = "0af7651916cd43dd8448eb211c80319c"
        let answer = try await World.current.ask(
            "no_such_tool", headers: [Header("traceparent", "00-\(trace)-b7ad6b7169203331-01")])
        #expect(answer.status == 404 && answer["request_id"] == .string(trace))
    }
}
