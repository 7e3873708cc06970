// SPDX-License-Identifier: Apache-2.0
import JSON
import Rehearsal
import Testing

@Suite(.world()) struct TenancyToolTests {
    @Test("a customer is added with a first site, and only its own keys see it") func adds() async throws {
        let world = try World.current
        let made = try await world.ask(
            "create_organization", ["name": "  Cobalt   Dental ", "site": "Clinic", "time_zone": "Europe/Berlin"])
        #expect(made.status == 200)
        #expect(made["name"] == "Cobalt Dental")
        guard case .string(let id)? = made["organization"] else { Issue.record("\(made.body)"); return }
        let sites = try await world.ask("list_sites", ["organization": .string(id)])
        #expect(sites.body.items.map { $0["name"] } == ["Clinic"])
        #expect(sites.body.items.first?["time_zone"] == "Europe/Berlin")
        let foreign = try await world.ask("list_sites", ["organization": .string(id)], by: world.acmeKey)
        #expect(foreign.status == 404)
        let seen = try await world.ask("list_organizations", by: world.acmeKey)
        #expect(seen.body.items.map { $0["organization"] } == [.string("\(world.acme.organization)")])
    }

    @Test("one name is one customer, in any case") func twice() async throws {
        let world = try World.current
        #expect(try await world.ask("create_organization", ["name": "Delta"]).status == 200)
        let again = try await world.ask("create_organization", ["name": "DELTA"])
        #expect(again.status == 409 && again["code"] == "conflict")
    }

    @Test(
        "what cannot be a name or a zone is refused at its field",
        arguments: [
            (["name": "   "], "$.name"), (["name": "a\u{1}b"], "$.name"),
            (["name": "E", "time_zone": "Mars/Base"], "$.time_zone"),
            (["name": "E", "site": " "], "$.site"), (["name": 7], "$.name"),
            (["name": "E", "color": "red"], "$.color"),
        ] as [(JSON, JSON)])
    func refuses(arguments: JSON, path: JSON) async throws {
        let refused = try await World.current.ask("create_organization", arguments)
        #expect(refused.status == 422)
        #expect(refused["path"] == path)
    }

    @Test("pages follow one another without a gap or a repeat") func pages() async throws {
        let world = try World.current
        for number in 0..<5 {
            let made = try await world.ask(
                "create_site",
                ["organization": .string("\(world.bolt.organization)"), "name": .string("Site \(number)")])
            #expect(made.status == 200)
        }
        var (names, cursor): ([JSON?], JSON?) = ([], nil)
        for _ in 0..<10 {
            var arguments: [String: JSON] = ["limit": 2]
            arguments["cursor"] = cursor
            let page = try await world.ask("list_sites", .object(arguments), by: world.boltKey)
            names += page.body.items.map { $0["name"] }
            guard page["more"] == true else { break }
            cursor = page["next_cursor"]
        }
        #expect(names == ["Head office", "Site 0", "Site 1", "Site 2", "Site 3", "Site 4"])
        #expect(try await world.ask("list_sites", ["cursor": "nonsense"]).status == 422)
    }

    @Test("a key of one customer cannot add to another, nor above them all") func walls() async throws {
        let world = try World.current
        let foreign: JSON = ["organization": .string("\(world.bolt.organization)"), "name": "Annex"]
        #expect(try await world.ask("create_site", foreign, by: world.acmeKey).status == 404)
        #expect(try await world.ask("create_organization", ["name": "Mine"], by: world.acmeKey).status == 403)
        #expect(try await world.ask("create_site", foreign, by: world.readKey).status == 403)
    }
}

extension JSON {
    fileprivate var items: [JSON] { if case .array(let items)? = self["items"] { items } else { [] } }
}
