// SPDX-License-Identifier: Apache-2.0
import CLI
import JSON
import Rehearsal
import Testing
import Web

/// A command line and a real server.
@Suite(.world()) struct ConversationTests {
    func talk(_ words: [String], _ flags: [(name: String, value: String)] = [], as form: Conversation.Form = .json)
        async throws -> Ending
    {
        let world = try World.current
        let terminal = Terminal(world.client, world.terminal)
        return await Conversation(terminal, as: form, Terminal.Manner()).answer(Asked(words, flags: flags))
    }

    @Test("a thing is found by its name, whatever the case") func names() async throws {
        let world = try World.current
        let sites = try await talk(["site", "list"], [("organization", "acme")])
        #expect(sites.status == 0 && sites.text.contains("\(world.acme.site)"), "\(sites)")
        #expect(!sites.text.contains("\(world.bolt.site)"))
        let absent = try await talk(["site", "list"], [("organization", "Acmee")])
        #expect(absent.status == 2 && absent.text.contains("there is no organization called \"Acmee\""), "\(absent)")
    }

    @Test("a device is got by its name; of two that are called alike both ids are told") func devices() async throws {
        let world = try World.current
        var ids: [String] = []
        for _ in 0..<2 {
            let machine = try await world.enroll(into: world.acme)
            ids.append("\(machine.device)")
            let name = "Desk \(ids.count == 1 ? "one" : "two")"
            _ = try await talk(["device", "update", ids.last ?? "", "1"], [("name", name)])
        }
        let one = try await talk(["device", "get", "desk one"])
        #expect(one.status == 0 && one.text.contains(ids[0]), "\(one)")
        let revision = try JSON(parsing: Array(try await talk(["device", "get", "desk two"]).text.utf8))["revision"]
        _ = try await talk(
            ["device", "update", ids[1], "\(revision.map { "\($0)" } ?? "")".filter(\.isNumber)], [("name", "Desk one")]
        )
        let both = try await talk(["device", "get", "desk one"])
        #expect(both.status == 2 && ids.allSatisfy { both.text.contains($0) }, "\(both)")
    }

    @Test("a list is a table for people, and JSON for programs") func forms() async throws {
        let table = try await talk(["organization", "list"], as: .drawn(width: 80))
        #expect(table.text.hasPrefix("NAME") && table.text.contains("Acme"))
        let json = try JSON(parsing: Array(try await talk(["organization", "list"]).text.utf8))
        #expect(json["items"] != nil)
        let indented = try await talk(["organization", "list"], as: .indented)
        #expect(try JSON(parsing: Array(indented.text.utf8)) == json && indented.text.hasPrefix("{\n"))
    }

    @Test("help of a thing tells its verbs") func help() async throws {
        let world = try World.current
        let conversation = Conversation(
            Terminal(world.client, world.terminal), as: .drawn(width: 90), Terminal.Manner())
        let thing = await conversation.answer(Asked(["device"], wantsHelp: true))
        #expect(thing.status == 0 && thing.text.contains("device get <device>"))
        #expect(await conversation.answer(Asked(["device"])).status == 2, "a thing alone is no call")
        #expect(await conversation.overview().contains("enrollment-key"))
    }

    @Test("watching shows an answer again when it differs, and ends with its turns") func watching() async throws {
        let world = try World.current
        let conversation = Conversation(Terminal(world.client, world.terminal), as: .json, Terminal.Manner())
        let asked = Asked(["organization", "list"], flags: [("limit", "200")])
        var shown: [String] = []
        let ending = await conversation.watch(asked, every: .milliseconds(1), turns: 5) { shown.append($0.text) }
        #expect(ending.status == 0 && (1...2).contains(Set(shown).count) && shown.count == Set(shown).count)
        _ = try await world.ask("create_organization", ["name": "Watched"])
        _ = await conversation.watch(asked, every: .milliseconds(1), turns: 2) { shown.append($0.text) }
        #expect(shown.last?.contains("Watched") == true)
        let change = await conversation.watch(Asked(["organization", "create", "W"]), every: .zero, turns: 3) { _ in }
        #expect(change.status == 2)
        #expect(try await world.ask("list_organizations", ["limit": 200]).body.isWithout("\"W\""))
    }

    @Test("the list of tools is kept, and asked for again by its tag") func cache() async throws {
        let world = try World.current
        let folder = "/tmp/breeze-cache-\(UInt32.random(in: 0 ... .max))"
        let terminal = Terminal(world.client, world.terminal, cache: folder)
        let nowhere = Terminal(world.client, try WebAddress("http://127.0.0.1:1/"), cache: folder, hint: "say so")
        #expect(await Conversation(terminal, as: .json, Terminal.Manner()).answer(Asked(["site", "list"])).status == 0)
        #expect(await Conversation(terminal, as: .json, Terminal.Manner()).answer(Asked(["site", "list"])).status == 0)
        #expect(await terminal.freshestCatalogue().nouns.contains("site"))
        let away = await Conversation(nowhere, as: .json, Terminal.Manner()).answer(Asked(["site", "list"]))
        #expect(away.status == 1 && away.text.hasSuffix("; say so"), "\(away)")
        #expect(await nowhere.freshestCatalogue().nouns.isEmpty, "another server's list is another's")
        _ = try await Host.run(["rm", "-r", folder])
    }
}

extension JSON {
    fileprivate func isWithout(_ text: String) -> Bool { !String(decoding: bytes, as: UTF8.self).contains(text) }
}
