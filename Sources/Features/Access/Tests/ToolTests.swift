// SPDX-License-Identifier: Apache-2.0
import ServerKit
import GateKit
import JSON
import Rehearsal
import Testing
import Web

// In turn: one of them moves the world's clock, by which keys end.
@Suite(.serialized, .world()) struct AccessToolTests {
    func key(_ name: String, _ permissions: [JSON], _ more: [String: JSON] = [:]) async throws -> World.Answer {
        try await World.current.ask(
            "create_api_key",
            .object(["name": .string(name), "permissions": .array(permissions)].merging(more) { _, new in new }))
    }

    @Test("a key works until it is revoked, and then at once no longer") func revoked() async throws {
        let world = try World.current
        let made = try await key("brief", ["devices:read"])
        guard case .string(let secret)? = made["secret"], case .string(let id)? = made["key"] else {
            Issue.record("\(made.body)")
            return
        }
        #expect(secret.hasPrefix("brz_"))
        #expect(try await world.ask("list_devices", by: .token(secret)).status == 200)
        #expect(try await world.ask("list_organizations", by: .token(secret)).status == 403)
        #expect(try await world.ask("revoke_api_key", ["key": .string(id)]).status == 200)
        #expect(try await world.ask("list_devices", by: .token(secret)).status == 401)
        #expect(try await world.ask("list_devices", by: world.readKey).status == 200, "others are not affected")
    }

    @Test("no key can hold what is for people, what does not exist, or nothing at all") func narrow() async throws {
        for (permission, path) in [("api_keys:write", "$.permissions[0]"), ("moon:land", "$.permissions[0]")] {
            let refused = try await key("wide", [.string(permission)])
            #expect(refused.status == 422 && refused["path"] == .string(path))
        }
        #expect(try await key("empty", [])["path"] == "$.permissions")
        let world = try World.current
        let byKey = try await world.ask(
            "create_api_key", ["name": "child", "permissions": ["devices:read"]], by: world.acmeKey)
        #expect(byKey.status == 403, "a key makes no keys")
    }

    @Test("a key for one customer sees nothing of another, and nothing above") func scoped() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.bolt)
        #expect(
            try await world.ask("get_device_details", ["device": .string("\(machine.device)")], by: world.acmeKey)
                .status == 404)
        #expect(
            try await world.ask("get_device_details", ["device": .string("\(machine.device)")], by: world.boltKey)
                .status == 200)
        let unknown: JSON = ["device": "019ab000-0000-7000-8000-00000000dead"]
        let foreign = try await world.ask(
            "get_device_details", ["device": .string("\(machine.device)")], by: world.acmeKey)
        let absent = try await world.ask("get_device_details", unknown, by: world.acmeKey)
        #expect(foreign["code"] == absent["code"] && foreign.status == absent.status)
        let stranger = try await key("c", ["devices:read"], ["organizations": ["019ab000-0000-7000-8000-00000000beef"]])
        #expect(stranger.status == 404)
    }

    @Test("a key ends by itself") func expires() async throws {
        let world = try World.current
        guard case .string(let secret)? = try await key("day", ["devices:read"], ["days": 1])["secret"] else {
            Issue.record("no key")
            return
        }
        #expect(try await world.ask("list_devices", by: .token(secret)).status == 200)
        world.advance(by: .seconds(86_400 + 1))
        #expect(try await world.ask("list_devices", by: .token(secret)).status == 401)
        world.advance(by: .seconds(-86_400 - 1))
    }

    @Test(
        "what is no credential is unauthenticated, in the same words",
        arguments: [
            "", "brz_", "brz_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "brs_x", "nonsense",
            String(repeating: "x", count: 5000),
        ])
    func strangers(token: String) async throws {
        let refused = try await World.current.ask("list_devices", by: .token(token))
        #expect(refused.status == 401 && refused["code"] == "unauthenticated")
    }

    @Test("a repeat under one key has one effect, its secret is shown once, and another use of the key is refused")
    func repeats() async throws {
        let world = try World.current
        let once = [Header("Idempotency-Key", "k-1")]
        let arguments: JSON = ["name": "once", "permissions": ["devices:read"]]
        let first = try await world.ask("create_api_key", arguments, headers: once)
        let second = try await world.ask("create_api_key", arguments, headers: once)
        #expect(first.status == 200 && second.status == 200)
        #expect(first["key"] == second["key"])
        #expect(second["secret"] == "shown_once")
        let other = try await world.ask(
            "create_api_key", ["name": "two", "permissions": ["devices:read"]], headers: once)
        #expect(other.status == 409)
    }

    @Test("a sign-in link is for the machine's own terminal: every key is refused") func links() async throws {
        let world = try World.current
        let made = try await world.ask("create_sign_in_link")
        guard case .string(let path)? = made["path"] else { Issue.record("\(made.body)"); return }
        #expect(path.hasPrefix("/setup/brl_"))
        #expect(try await world.ask("create_sign_in_link", by: world.acmeKey).status == 403)
    }
}

@Suite(.world()) struct AccessRetentionTests {
    @Test("a key that ended long ago is forgotten, others stay; a repeat is known for a day") func forgets()
        async throws
    {
        let world = try World.current
        let upkeep = Upkeep(world.database, world.platform.time)
        func make() async throws -> JSON? {
            try await world.ask(
                "create_api_key", ["name": "brief", "permissions": ["devices:read"], "days": 1],
                headers: [Header("Idempotency-Key", "k-1")])["key"]
        }
        func kept() async throws -> [JSON] {
            guard case .array(let keys)? = try await world.ask("list_api_keys", ["limit": 200])["items"] else {
                return []
            }
            return keys.compactMap { $0["key"] }
        }
        let first = try #require(try await make())
        world.advance(by: .seconds(23 * 3600))
        try await upkeep.sweep()
        #expect(try await make() == first)
        world.advance(by: .seconds(2 * 3600))
        try await upkeep.sweep()
        let second = try #require(try await make())
        #expect(second != first)
        world.advance(by: .seconds(365 * 86_400))
        #expect(try await kept().contains(first))
        world.advance(by: .seconds(23 * 3600))
        #expect(try await upkeep.sweep() > 0)
        let keys = try await kept()
        #expect(!keys.contains(first) && keys.contains(second), "\(keys)")
        world.advance(by: .seconds(-367 * 86_400))
    }
}
