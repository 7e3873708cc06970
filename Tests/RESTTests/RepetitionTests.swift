// SPDX-License-Identifier: Apache-2.0
import JSON
import Rehearsal
import Testing
import Web

/// A call that comes twice.
@Suite(.world()) struct RepetitionTests {
    func once(_ key: String) -> [Header] { [Header("Idempotency-Key", key)] }

    @Test("under one key a call has one effect, and every repeat its answer") func same() async throws {
        let world = try World.current
        let first = try await world.ask("create_organization", ["name": "Once"], headers: once("a"))
        let again = try await world.ask("create_organization", ["name": "Once"], headers: once("a"))
        #expect(first.status == 200 && again.status == 200 && first.body == again.body)
        let other = try await world.ask("create_organization", ["name": "Once"], headers: once("b"))
        #expect(other.status == 409, "another key is another call: there is one of this name by now")
    }

    @Test("a key that meant another call is refused, by what it is called with and by what is called") func other()
        async throws
    {
        let world = try World.current
        #expect(try await world.ask("create_organization", ["name": "First"], headers: once("c")).status == 200)
        let second = try await world.ask("create_organization", ["name": "Second"], headers: once("c"))
        #expect(second.status == 409 && second["code"] == "conflict")
        let listed = try await world.ask("list_organizations", ["limit": 200])
        #expect(!"\(listed.body)".contains("Second"))
    }

    @Test("the same call in other words is the same call") func words() async throws {
        let world = try World.current
        let key: JSON = ["name": "x", "permissions": ["devices:read"], "days": 90]
        let short: JSON = ["permissions": ["devices:read"], "name": "x"]
        #expect(try await world.ask("create_api_key", key, headers: once("d")).status == 200)
        #expect(try await world.ask("create_api_key", short, headers: once("d")).status == 200, "90 is the default")
    }

    @Test("a secret is shown once, however often the call is repeated") func secrets() async throws {
        let world = try World.current
        let site: JSON = ["site": .string("\(world.acme.site)")]
        let first = try await world.ask("create_enrollment_key", site, headers: once("e"))
        let again = try await world.ask("create_enrollment_key", site, headers: once("e"))
        #expect(again.status == 200 && again["secret"] == "shown_once" && first["secret"] != "shown_once")
        guard case .object(let one) = first.body, case .object(let two) = again.body else { return }
        #expect(one.filter { $0.key != "secret" } == two.filter { $0.key != "secret" })
    }

    @Test("of many at once one is done, and all get its answer") func race() async throws {
        let world = try World.current
        let bodies = try await withThrowingTaskGroup(of: JSON.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await world.ask("create_organization", ["name": "Race"], headers: once("f")).body
                }
            }
            return try await group.reduce(into: Set<JSON>()) { $0.insert($1) }
        }
        #expect(bodies.count == 1 && bodies.first?["organization"] != nil, "\(bodies)")
    }

    @Test("a key is its caller's own: another's call under it is another call") func callers() async throws {
        let world = try World.current
        let site: JSON = ["site": .string("\(world.acme.site)")]
        let mine = try await world.ask("create_enrollment_key", site, headers: once("g"))
        let theirs = try await world.ask("create_enrollment_key", site, by: world.acmeKey, headers: once("g"))
        #expect(mine.status == 200 && theirs.status == 200 && theirs["secret"] != "shown_once")
    }

    @Test("what was refused is not remembered: put right, it may come under the same key") func refused() async throws {
        let world = try World.current
        #expect(try await world.ask("create_organization", ["name": ""], headers: once("h")).status == 422)
        #expect(try await world.ask("create_organization", ["name": "Right"], headers: once("h")).status == 200)
    }

    @Test("what only reads needs no key, and is not remembered") func reading() async throws {
        let world = try World.current
        #expect(try await world.ask("list_sites", ["limit": 1], headers: once("i")).status == 200)
        #expect(try await world.ask("list_sites", ["limit": 2], headers: once("i")).status == 200)
    }

    @Test("a key is visible ASCII, and not long", arguments: ["a b", "é", String(repeating: "k", count: 101)])
    func form(key: String) async throws {
        let answer = try await World.current.ask("create_organization", ["name": "Never"], headers: once(key))
        #expect(answer.status == 422 && answer["path"] == "Idempotency-Key")
    }
}

/// In a world of its own, as its clock is moved.
@Suite(.world()) struct ForgettingTests {
    @Test("after a day a key is free again") func day() async throws {
        let world = try World.current
        let key = [Header("Idempotency-Key", "z")]
        let first = try await world.ask("create_organization", ["name": "Monday"], headers: key)
        world.advance(by: .seconds(23 * 3600))
        #expect(try await world.ask("create_organization", ["name": "Tuesday"], headers: key).status == 409)
        world.advance(by: .seconds(2 * 3600))
        let second = try await world.ask("create_organization", ["name": "Tuesday"], headers: key)
        #expect(first.status == 200 && second.status == 200 && second["organization"] != first["organization"])
    }
}
