// SPDX-License-Identifier: Apache-2.0
import AgentKit
import JSON
import Rehearsal
import ServerKit
import Testing
import Vocabulary
import Web

/// What is heard at the door of events, of things that really happened: machines enrolled, sites made.
@Suite(.world()) struct StreamTests {
    private func site(_ name: String, of customer: World.Customer) async throws {
        let made = try await World.current.ask(
            "create_site", ["organization": .string("\(customer.organization)"), "name": .string(name)])
        #expect(made.status == 200)
    }

    /// The name of the site that an event tells of, or its type.
    private func told(_ heard: (type: String, id: String, event: JSON)) -> String {
        if case .string(let name)? = heard.event["details"]?["name"] { name } else { heard.type }
    }

    @Test("an organization hears of its own machines and nobody else's") func scope() async throws {
        let world = try World.current
        let (acme, bolt) = (try await world.follow(by: world.acmeKey), try await world.follow(by: world.boltKey))
        let machine = try await world.enroll(into: world.acme)
        try await site("Bolt's", of: world.bolt)
        let enrolled = JSON.array([.string("\(machine.device)")])
        var heard = try await acme.hear()
        while heard.type != "device.enrolled" || heard.event["device_ids"] != enrolled {
            #expect(heard.event["organization_id"] == .string("\(world.acme.organization)"))
            heard = try await acme.hear()
        }
        #expect(heard.event["organization_id"] == .string("\(world.acme.organization)"))
        for member in ["id", "occurred_at", "recorded_at", "severity", "category", "summary", "correlation_id"] {
            guard case .string? = heard.event[member] else {
                Issue.record("\(member) is missing")
                continue
            }
        }
        #expect(heard.event["suggested_tools"] != nil && heard.event["untrusted"] != nil)
        // Bolt's first word is of its own, though Acme's came before.
        var word = try await bolt.hear()
        while word.type != "site.created" {
            #expect(word.event["organization_id"] == .string("\(world.bolt.organization)"))
            word = try await bolt.hear()
        }
        #expect(word.event["organization_id"] == .string("\(world.bolt.organization)"))
    }

    @Test("who comes back with a cursor misses nothing and hears nothing twice", arguments: [true, false])
    func resumed(byHeader: Bool) async throws {
        let world = try World.current
        let first = try await world.follow("?type=site.created", by: world.acmeKey)
        let names = (0..<5).map { "Resumed \(byHeader) \($0)" }
        for name in names[..<3] { try await site(name, of: world.acme) }
        var heard = try await first.hear()
        while told(heard) != names[1] { heard = try await first.hear() }
        for name in names[3...] { try await site(name, of: world.acme) }
        let again =
            byHeader
            ? try await world.follow("?type=site.created&cursor=wrong", by: world.acmeKey, since: heard.id)
            : try await world.follow("?type=site.created&cursor=\(heard.id)", by: world.acmeKey)
        var rest: [String] = []
        while rest.count < 3 {
            let name = told(try await again.hear())
            if name.hasPrefix("Resumed \(byHeader)") { rest.append(name) }
        }
        #expect(rest == Array(names[2...]))
    }

    @Test("hundreds of events that came meanwhile are read page by page, in their order, and then goes on what happens")
    func backlog() async throws {
        let world = try World.current
        let first = try await world.follow("?organization=\(world.bolt.organization)", by: world.operatorKey())
        try await site("Backlog begins", of: world.bolt)
        var heard = try await first.hear()
        while told(heard) != "Backlog begins" { heard = try await first.hear() }
        let count = 2 * Tail.pageSize + 10
        for number in 0..<count { try await site("Backlog \(number)", of: world.bolt) }
        let again = try await world.follow("?type=site.created", by: world.boltKey, since: heard.id)
        try await site("Backlog \(count)", of: world.bolt)
        var names: [String] = []
        while names.count <= count {
            let name = told(try await again.hear())
            if name.hasPrefix("Backlog ") { names.append(name) }
        }
        #expect(names == (0...count).map { "Backlog \($0)" })
    }

    @Test("filters let through what they say, by type, category, severity, device and organization")
    func filtered() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let device = "?device=\(machine.device)"
        for query in ["?type=device.quarantined", "?category=security&severity=high", device] {
            let feed = try await world.follow(query, by: world.acmeKey)
            try await site("Not to be heard \(query)", of: world.acme)
            // A copy: its token is older than the last two.
            let copied = try await world.enroll(into: world.acme)
            let token = try copied.home.token()
            for _ in 0..<2 { _ = try await copied.connect() }
            _ = try await copied.connect(token: token)
            if query == device {
                let own = try machine.home.token()
                for _ in 0..<2 { _ = try await machine.connect() }
                _ = try await machine.connect(token: own)
            }
            let heard = try await feed.hear()
            #expect(heard.type == "device.quarantined", "\(query)")
            #expect(query != device || heard.event["device_ids"] == .array([.string("\(machine.device)")]))
        }
    }

    @Test("a stranger, a key without the right, and another's organization hear nothing") func refused() async throws {
        let world = try World.current
        #expect(try await world.follow(by: .nobody).status == 401)
        #expect(try await world.follow(by: .token("brz_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).status == 401)
        #expect(try await world.follow(by: world.readKey).status == 403)
        let foreign = try await world.follow("?organization=\(world.bolt.organization)", by: world.acmeKey)
        let unknown = try await world.follow("?organization=01890000-0000-7000-8000-000000000000", by: world.acmeKey)
        #expect(foreign.status == 404 && unknown.status == 404)
        #expect(foreign.problem["code"] == unknown.problem["code"])
        await #expect(throws: WebError.declined(status: 401)) { try await world.converse(by: .nobody) }
    }

    @Test(
        "what is not well asked is named",
        arguments: [
            ("?severity=huge", "severity"), ("?category=x", "category"), ("?device=1", "device"),
            ("?type=A%20B", "type"),
            ("?organization=1", "organization"), ("?cursor=x", "cursor"), ("?cursor=ZTE6LTE", "cursor"),
            ("?what=1", "what"), ("?" + [String](repeating: "type=a.b", count: 51).joined(separator: "&"), "type"),
        ])
    func misasked(query: String, path: String) async throws {
        let world = try World.current
        let feed = try await world.follow(query, by: world.acmeKey)
        #expect(feed.status == 422)
        #expect(feed.problem["path"] == .string(path))
    }

    @Test("a revoked key's stream ends, and says why", arguments: [true, false]) func revoked(byEvents: Bool)
        async throws
    {
        let world = try World.current
        let (key, id) = try await world.key(permissions: ["events:read"], organizations: [world.acme.organization])
        let other = try await world.follow(by: world.acmeKey)
        if byEvents {
            let feed = try await world.follow(by: key)
            #expect(try await world.ask("revoke_api_key", ["key": .string(id)]).status == 200)
            var last = try await feed.next()
            while let next = try await feed.next() { last = next }
            #expect(last?.name == "end")
            #expect(last?.data["code"] == "unauthenticated")
        } else {
            let socket = try await world.converse(by: key)
            _ = try await socket.receive()
            #expect(try await world.ask("revoke_api_key", ["key": .string(id)]).status == 200)
            await #expect(throws: WebSocket.Closed.self) { while try await socket.receive() != nil {} }
            #expect(await socket.closed?.code == 1008)
        }
        try await site("After a revocation \(byEvents)", of: world.acme)
        while try await told(other.hear()) != "After a revocation \(byEvents)" {}
    }

    @Test("by WebSocket each event comes with its cursor, which is good at the other door too") func sockets()
        async throws
    {
        let world = try World.current
        let socket = try await world.converse("?type=site.created", by: world.acmeKey)
        func message() async throws -> JSON {
            guard case .text(let text)? = try await socket.receive() else { throw Unheard() }
            return try JSON(parsing: Array(text.utf8))
        }
        #expect(try await message()["ready"] == true)
        try await site("By socket", of: world.acme)
        var heard = try await message()
        while heard["event"]?["details"]?["name"] != "By socket" { heard = try await message() }
        guard case .string(let cursor)? = heard["cursor"] else { throw Unheard() }
        try await site("And by events", of: world.acme)
        let feed = try await world.follow("?type=site.created", by: world.acmeKey, since: cursor)
        while told(try await feed.hear()) != "And by events" {}
        socket.close()
    }

    @Test("only GET follows") func methods() async throws {
        let world = try World.current
        let answer = try await world.request("POST", "/api/v1/events", by: world.acmeKey)
        #expect(answer.status == 405)
    }

    @Test("one caller has only so many streams, and gets its place back") func crowded() async throws {
        let world = try World.current
        let (key, _) = try await world.key(permissions: ["events:read"], organizations: [world.acme.organization])
        var feeds: [Feed] = []
        var last = try await world.follow(by: key)
        while last.status == 200, feeds.count < 100 {
            feeds.append(last)
            last = try await world.follow(by: key)
        }
        #expect(last.status == 429)
        #expect(try await world.follow(by: world.acmeKey).status == 200)
        feeds = []
        #expect(try await world.eventually { try await world.follow(by: key).status == 200 ? true : nil })
    }

    struct Unheard: Error {}
}

/// A world of its own, whose clock goes on by a hundred days.
@Suite(.world()) struct RetentionTests {
    @Test("a cursor older than what is kept is gone, one from the future too") func gone() async throws {
        let world = try World.current
        let feed = try await world.follow(by: world.acmeKey)
        func site(_ name: String) async throws {
            _ = try await world.ask(
                "create_site", ["organization": .string("\(world.acme.organization)"), "name": .string(name)])
        }
        try await site("Old")
        try await site("Older than kept")
        func heard(_ name: String) async throws -> String {
            while true {  // ends with the stream
                let heard = try await feed.hear()
                if heard.event["details"]?["name"] == .string(name) { return heard.id }
            }
        }
        let old = try await heard("Old")
        _ = try await heard("Older than kept")
        world.advance(by: .seconds(100 * 86_400))
        try await Upkeep(world.database, world.platform.time).keepPartitions()
        try await site("New")
        let (key, _) = try await world.key(permissions: ["events:read"], organizations: [world.acme.organization])
        let again = try await world.follow("?type=site.created", by: key)
        try await site("Newer")
        _ = try await again.hear()  // so what came before has been moved into the log, too
        let gone = try await world.follow(by: key, since: old)
        let ends = try await world.platform.tail.ends()
        #expect(gone.status == 410, "\(old) of \(ends)")
        #expect(gone.problem["code"] == "gone")
        let future = try await world.follow("?cursor=ZTE6OTk5OTk5OTk5", by: key)
        #expect(future.status == 410)
        #expect(try await world.follow(by: key).status == 200)
    }
}

extension World {
    /// A key that sees everything of the provider's.
    fileprivate func operatorKey() async throws -> Caller {
        try await key(permissions: ["events:read"], organizations: []).0
    }

    fileprivate func key(permissions: [String], organizations: [OrganizationID]) async throws -> (Caller, id: String) {
        let made = try await ask(
            "create_api_key",
            [
                "name": "stream", "permissions": .array(permissions.map { .string($0) }),
                "organizations": .array(organizations.map { .string("\($0)") }),
            ])
        guard case .string(let token)? = made["secret"], case .string(let id)? = made["key"] else {
            throw StreamTests.Unheard()
        }
        return (.token(token), id)
    }
}
