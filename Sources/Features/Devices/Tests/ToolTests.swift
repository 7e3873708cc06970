// SPDX-License-Identifier: Apache-2.0
import AgentKit
import DevicesWire
import GateKit
import JSON
import Rehearsal
import Testing
import Vocabulary
import Web

@Suite(.world()) struct DevicesToolTests {
    func device(_ machine: Workstation) -> JSON { .string("\(machine.device)") }

    @Test("a machine that has connected is online, and offline when it has been silent for a minute")
    func connectivity() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let before = try await world.ask("get_device_details", ["device": device(machine)])
        #expect(before["connectivity"] == "unknown" && before["last_seen"] == JSON.null)
        try await machine.connect()
        #expect(try await world.ask("get_device_details", ["device": device(machine)])["connectivity"] == "online")
        await machine.hangUp()
        world.advance(by: .seconds(61))
        #expect(try await world.ask("get_device_details", ["device": device(machine)])["connectivity"] == "offline")
        let listed = try await world.ask(
            "list_devices", ["connectivity": ["online"], "limit": 200], by: world.acmeKey)
        #expect(!listed.body.items.contains { $0["device"] == device(machine) })
    }

    @Test("what a device says of itself is marked as its own words") func untrusted() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let details = try await world.ask("get_device_details", ["device": device(machine)])
        #expect(details["hostname"]?["source"] == .string("device:\(machine.device)"))
        #expect(details["name"] == JSON.null)
    }

    @Test("a change needs the revision that was read, and its text stays text") func updates() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let name = "'; drop table devices_device; -- <script>"
        let change: JSON = ["device": device(machine), "revision": 1, "name": .string(name), "tags": ["a,b", "\"c\""]]
        let changed = try await world.ask("update_device", change, by: world.acmeKey)
        #expect(changed.status == 200 && changed["name"] == .string(name) && changed["tags"] == ["a,b", "\"c\""])
        #expect(changed["revision"] == 2)
        let stale = try await world.ask("update_device", change, by: world.acmeKey)
        #expect(stale.status == 409)
        #expect(try await world.ask("update_device", change, by: world.boltKey).status == 404)
        #expect(try await world.ask("update_device", change, by: world.readKey).status == 403)
    }

    @Test("a list is searched, paged without a gap, and ends") func lists() async throws {
        let world = try World.current
        var wanted: Set<JSON> = []
        for number in 0..<5 {
            let machine = try await world.enroll(into: world.bolt)
            let named = try await world.ask(
                "update_device", ["device": device(machine), "revision": 1, "name": .string("Paged \(number)")])
            #expect(named.status == 200)
            wanted.insert(device(machine))
        }
        var (seen, cursor): ([JSON], JSON?) = ([], nil)
        for _ in 0..<10 {
            var arguments: [String: JSON] = ["limit": 2, "search": "paged"]
            arguments["cursor"] = cursor
            let page = try await world.ask("list_devices", .object(arguments), by: world.boltKey)
            seen += page.body.items.compactMap { $0["device"] }
            guard page["more"] == true else { break }
            cursor = page["next_cursor"]
        }
        #expect(seen.count == 5 && Set(seen) == wanted)
        let foreign = try await world.ask("list_devices", ["search": "paged"], by: world.acmeKey)
        #expect(foreign.body.items.isEmpty)
    }

    @Test(
        "a list is in the order asked for, whichever way it is read", arguments: ["name", "organization", "seen"],
        ["asc", "desc"])
    func ordered(sort: String, dir: String) async throws {
        let world = try World.current
        let word = "ordered \(sort) \(dir)"
        for (letter, place) in [("b", world.acme), ("A", world.bolt), ("c", world.acme), ("B", world.bolt)] {
            let machine = try await world.enroll(into: place)
            if letter != "c" { try await machine.connect() }
            let named = try await world.ask(
                "update_device", ["device": device(machine), "revision": 1, "name": .string("\(word) \(letter)")])
            #expect(named.status == 200)
        }
        let asked: [String: JSON] = ["search": .string(word), "sort": .string(sort), "dir": .string(dir)]
        func list(_ more: [String: JSON]) async throws -> World.Answer {
            try await world.ask("list_devices", .object(asked.merging(more) { $1 }))
        }
        let whole = try await list(["count": true])
        let names = whole.body.items.compactMap { $0["name"] }
        #expect(names.count == 4 && whole["total"] == 4)
        let letters = names.map { "\($0)".filter { "AbBc".contains($0) }.suffix(1).lowercased() }
        if sort == "name" { #expect(letters == (dir == "asc" ? ["a", "b", "b", "c"] : ["c", "b", "b", "a"])) }
        if sort == "seen" { #expect(letters[dir == "asc" ? 0 : 3] == "c", "it has never been seen") }
        var (paged, skipped, cursor): ([JSON], [JSON], JSON?) = ([], [], nil)
        for place in 0..<4 {
            var window: [String: JSON] = ["limit": 1]
            window["cursor"] = cursor
            let page = try await list(window)
            paged += page.body.items.compactMap { $0["name"] }
            cursor = page["next_cursor"]
            let block = try await list(["limit": 1, "skip": .integer(place), "count": true])
            skipped += block.body.items.compactMap { $0["name"] }
            #expect(block["total"] == 4)
        }
        #expect(paged == names && skipped == names)
        let other = try await world.ask(
            "list_devices", ["search": .string(word), "limit": 1, "sort": sort == "name" ? "seen" : "name"])
        let foreign = try await list(["cursor": try #require(other["next_cursor"])])
        #expect(foreign.status == 422 && foreign["path"] == "$.cursor")
        #expect(try await list(["cursor": other["next_cursor"] ?? "", "skip": 1]).status == 422)
    }

    @Test("a release is blocked for everybody but the machine's own terminal") func release() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let blocked = try await world.ask("release_device", ["device": device(machine)], by: world.acmeKey)
        #expect(blocked.status == 403 && blocked["code"] == "blocked" && blocked["link"] == "/tools/release_device")
        let operated = try await world.ask("release_device", ["device": device(machine)])
        #expect(operated.status == 409, "it is not in quarantine")
    }
}

/// In a world of its own, where nobody else comes, goes or moves the clock.
@Suite(.world()) struct DeviceCountTests {
    @Test("devices are counted as they stand, by whatever they are chosen by") func counted() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.bolt)
        try await machine.connect()
        func total(_ arguments: JSON) async throws -> Int {
            guard case .integer(let total)? = try await world.ask("list_devices", arguments, by: world.boltKey)["total"]
            else { return -1 }
            return total
        }
        // One row is asked for, so that what is counted is not what is returned.
        let all = try await total(["limit": 1, "count": true])
        var parts = 0
        for kind in ["online", "offline", "unknown"] {
            let count = try await total(["limit": 1, "count": true, "connectivity": [.string(kind)]])
            let listed = try await world.ask(
                "list_devices", ["limit": 200, "connectivity": [.string(kind)]], by: world.boltKey)
            #expect(count == listed.body.items.count, "\(kind)")
            parts += count
        }
        #expect(all == parts && all > 0)
        #expect(try await world.ask("list_devices", ["limit": 1])["total"] == .null)
    }
}

@Suite(.world()) struct DiagnosticsTests {
    @Test("an order waits for its device, and its answer is folded") func answers() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        try await machine.connect()
        async let asked = world.ask(
            "collect_diagnostics", ["devices": [.string("\(machine.device)")], "areas": ["disks"]], by: world.acmeKey,
            headers: [Header("Prefer", "wait=20")])
        let order = try #require(try await machine.hear().order)
        #expect(order.kind == RunDiagnostics.kind)
        let report = RunDiagnostics.Report(sections: [.init(area: .disks, text: "all is well")])
        try await machine.say(FromAgent(CommandReport(command: order.command, done: try RawJSON(JSON.encode(report)))))
        let answer = try await asked
        #expect(answer.status == 200)
        #expect(answer["findings"]?.first?["sections"]?.first?["text"]?["untrusted"] == "all is well")
    }

    @Test("who does not wait gets a handle, and may ask later; a second answer changes nothing") func later()
        async throws
    {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        try await machine.connect()
        let started = try await world.ask(
            "collect_diagnostics", ["devices": [.string("\(machine.device)")]], by: world.acmeKey,
            headers: [Header("Prefer", "wait=0")])
        #expect(started.status == 202 && started["status"] == "started")
        guard case .string(let execution)? = started["execution_id"] else { Issue.record("\(started.body)"); return }
        let order = try #require(try await machine.hear().order)
        try await machine.say(FromAgent(CommandReport(command: order.command, failure: "no df here")))
        try await machine.say(FromAgent(CommandReport(command: order.command, failure: "changed my mind")))
        let report = try await world.eventually {
            let report = try await world.request("GET", "/api/v1/executions/\(execution)", by: world.acmeKey)
            return report["is_over"] == true ? report : nil
        }
        #expect(report["commands"]?.first?["failure"]?["untrusted"] == "no df here")
        let foreign = try await world.request("GET", "/api/v1/executions/\(execution)", by: world.boltKey)
        #expect(foreign.status == 404)
    }

    @Test("an order that is repeated under one key is given once, and its repeat asks after the same") func repeated()
        async throws
    {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        func order(_ key: String) async throws -> JSON? {
            let answer = try await world.ask(
                "collect_diagnostics", ["devices": [.string("\(machine.device)")]], by: world.acmeKey,
                headers: [Header("Prefer", "wait=0"), Header("Idempotency-Key", key)])
            #expect(answer.status == 202)
            return answer["execution_id"]
        }
        let first = try await order("d-1")
        #expect(try await order("d-1") == first)
        let other = try await order("d-2")
        #expect(other != first)
        try await machine.connect()
        let told = [try await machine.hear().order?.command, try await machine.hear().order?.command]
        #expect(Set(told).count == 2, "one for either key")
        guard case .string(let execution)? = first else { Issue.record("no handle"); return }
        let report = try await world.request("GET", "/api/v1/executions/\(execution)", by: world.acmeKey)
        guard case .array(let commands)? = report["commands"] else { Issue.record("\(report.body)"); return }
        #expect(commands.count == 1)
    }

    @Test("a device has so many commands open and no more; others are not affected") func crowded() async throws {
        let world = try World.current
        let (machine, other) = (try await world.enroll(into: world.acme), try await world.enroll(into: world.acme))
        func order(_ machine: Workstation) async throws -> World.Answer {
            try await world.ask(
                "collect_diagnostics", ["devices": [.string("\(machine.device)")]], by: world.acmeKey,
                headers: [Header("Prefer", "wait=0")])
        }
        for _ in 0..<50 { #expect(try await order(machine).status == 202) }
        let refused = try await order(machine)
        #expect(refused.status == 429 && refused["code"] == "too_many")
        #expect(try await order(other).status == 202)
    }

    @Test("another device's answer is not taken") func forged() async throws {
        let world = try World.current
        let (asked, liar) = (try await world.enroll(into: world.acme), try await world.enroll(into: world.bolt))
        try await asked.connect()
        try await liar.connect()
        let started = try await world.ask(
            "collect_diagnostics", ["devices": [.string("\(asked.device)")]], by: world.acmeKey,
            headers: [Header("Prefer", "wait=0")])
        let order = try #require(try await asked.hear().order)
        try await liar.say(FromAgent(CommandReport(command: order.command, failure: "forged")))
        try await asked.say(FromAgent(CommandReport(command: order.command, failure: "genuine")))
        guard case .string(let execution)? = started["execution_id"] else { Issue.record("\(started.body)"); return }
        let report = try await world.eventually {
            let report = try await world.ask("get_execution", ["execution": .string(execution)], by: world.acmeKey)
            return report["is_over"] == true ? report : nil
        }
        #expect(report["commands"]?.first?["failure"]?["untrusted"] == "genuine")
    }
}

extension JSON {
    fileprivate var items: [JSON] { if case .array(let items)? = self["items"] { items } else { [] } }
    fileprivate var first: JSON? { if case .array(let elements) = self { elements.first } else { nil } }
}

@Suite(.world()) struct DeviceSummaryTests {
    @Test("each device is counted once, in all or in one site; quarantine comes first, then who fell silent last")
    func summary() async throws {
        let world = try World.current
        let (silent, later, copied) = (
            try await world.enroll(into: world.acme), try await world.enroll(into: world.acme),
            try await world.enroll(into: world.acme)
        )
        let (online, _) = (try await world.enroll(into: world.acme), try await world.enroll(into: world.acme))
        for machine in [silent, copied] {
            try await machine.connect()
            await machine.hangUp()
        }
        world.advance(by: .seconds(30))
        try await later.connect()
        await later.hangUp()
        world.advance(by: .seconds(61))
        let token = try copied.home.token()
        for _ in 0..<2 { _ = try await copied.connect() }
        _ = try await copied.connect(token: token)
        try await online.connect()
        for arguments: JSON in [[:], ["site": .string("\(world.acme.site)")]] {
            let summary = try await world.ask("summarize_devices", arguments, by: world.acmeKey)
            #expect(summary["devices"] == 5, "\(summary.body)")
            for (fact, count) in ["online": 1, "offline": 2, "never_seen": 1, "quarantined": 1, "pending": 0] {
                #expect(summary[fact] == .integer(count), "\(fact): \(summary.body)")
            }
            guard case .array(let rows)? = summary["first"] else { throw Missing() }
            #expect(rows.prefix(3).map { $0["device"] } == [copied, later, silent].map { .string("\($0.device)") })
            #expect(rows.count == 5)
        }
        #expect(try await world.ask("summarize_devices", by: world.boltKey)["devices"] == 0)
        let foreign: JSON = ["site": .string("\(world.acme.site)")]
        #expect(try await world.ask("summarize_devices", foreign, by: world.boltKey).status == 404)
    }
    private struct Missing: Error {}
}
