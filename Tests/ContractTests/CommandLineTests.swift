// SPDX-License-Identifier: Apache-2.0
import CLI
import FeatureKit
import GateKit
import JSON
import Rehearsal
import Settings
import Shapes
import Testing
import Vocabulary
import Web

/// Every tool at the command line: what REST says in a number, the exit status says as well.
@Suite(.serialized, .world(furtherFeatures)) struct CommandLineTests {
    @Test("an answer ends well, and is REST's byte for byte", arguments: registry.entries.filter(\.isAnswer))
    func answers(entry: Entry) async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let own = [
            "device": "\(machine.device)", "site": "\(world.acme.site)", "organization": "\(world.acme.organization)",
        ]
        try await alike(entry, entry.input.plausible(own), by: world.acmeKey)
    }

    @Test(
        "what is not there, not allowed, or another's, ends with 3, what is badly said with 2",
        arguments: registry.entries)
    func refusals(entry: Entry) async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.bolt)
        let theirs = [
            "device": "\(machine.device)", "site": "\(world.bolt.site)", "organization": "\(world.bolt.organization)",
        ]
        let reads = entry.isAnswer
        let calls: [(JSON, World.Caller)] = [
            (entry.input.plausible([:]), .nobody), (entry.input.plausible(theirs), world.acmeKey),
            (entry.input.plausible([:]), reads ? world.readKey : world.acmeKey),
        ]
        for (arguments, caller) in calls where reads || refused(entry, arguments) {
            try await alike(entry, arguments, by: caller)
        }
    }

    /// Whether a change is refused whoever asks: others would leave something behind that the second door meets.
    private func refused(_ entry: Entry, _ arguments: JSON) -> Bool {
        ["device", "site", "organization"].contains { entry.input.asks(for: $0) }
    }

    @Test("what is high is blocked with 5", arguments: registry.entries.filter { $0.risk.level >= .high })
    func blocked(entry: Entry) async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let own = ["device": "\(machine.device)"]
        guard !entry.permission.isForPeople else { return }
        let ending = try await conversation(world.acmeKey).answer(asked(entry, entry.input.plausible(own)))
        #expect(ending.status == 5 && ending.isError && ending.text.contains("/tools/\(entry.name)"), "\(ending)")
    }

    @Test("devices that are silent leave an order started, which ends well") func started() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        for entry in registry.entries where !entry.isAnswer && entry.effect == .read {
            var manner = Terminal.Manner()
            manner.wait = 0
            let call = asked(entry, entry.input.plausible(["device": "\(machine.device)"]))
            let ending = try await conversation(world.acmeKey, manner).answer(call)
            let answer = try JSON(parsing: Array(ending.text.utf8))
            #expect(ending.status == 0 && answer["status"] == "started", "\(ending)")
        }
    }

    @Test("every tool has words of its own, and none is a command's") func words() async throws {
        let catalogue = try await catalogue()
        let phrases = catalogue.tools.map { catalogue.phrase(of: $0) }
        #expect(phrases.count == registry.entries.count && Set(phrases).count == phrases.count, "\(phrases)")
        let commands = Set(Options.grammar.commandNames.map(\.name))
        #expect(commands.isDisjoint(with: Set(phrases.map(\.noun))), "\(commands)")
    }

    @Test("no field's flag is one of the program's own", arguments: registry.entries) func flags(entry: Entry) {
        let own = Set(Options.asking.map(\.declaration.flag) + ["--data", "--config", "--help", "--version"])
        for member in entry.input.members {
            #expect(!own.contains("--" + member.name.replacing("_", with: "-")), "\(member.name)")
        }
    }

    @Test("its help tells every field with its meaning, by both ways of calling it", arguments: registry.entries)
    func help(entry: Entry) async throws {
        let catalogue = try await catalogue()
        let phrase = catalogue.phrase(of: try #require(catalogue.tool(named: entry.name)))
        let conversation = try conversation(.operator)
        for asked in [
            Asked([entry.name], isCall: true, wantsHelp: true), Asked([phrase.noun, phrase.verb], wantsHelp: true),
        ] {
            let ending = await conversation.answer(asked)
            let text = ending.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(ending.status == 0 && text.contains(entry.summary))
            for member in entry.input.members {
                #expect(text.contains("--\(member.name.replacing("_", with: "-")) "), "\(member.name)")
                #expect(text.contains(member.meaning), "\(member.meaning)")
            }
        }
    }

    @Test("every example is drawn within any width, and loses no line to it", arguments: registry.entries)
    func drawn(entry: Entry) async throws {
        let catalogue = try await catalogue()
        let tool = try #require(catalogue.tool(named: entry.name))
        for width in [40, 80, 200] {
            let text = tool.drawn(try JSON(parsing: entry.example()), width: width)
            #expect(!text.isEmpty && text.split(separator: "\n").allSatisfy { $0.count <= max(width, 60) }, "\(text)")
        }
    }

    private func catalogue() async throws -> Catalogue {
        Catalogue(listing: try await World.current.request("GET", "/api/v1/tools", by: .operator).body)
    }

    private func conversation(
        _ caller: World.Caller, _ manner: Terminal.Manner = Terminal.Manner()
    ) throws -> Conversation {
        let world = try World.current
        let terminal =
            switch caller {
            case .operator: Terminal(world.client, world.terminal)
            case .token(let key): Terminal(world.client, world.api, key: key)
            case .nobody: Terminal(world.client, world.api)
            }
        return Conversation(terminal, as: .json, manner)
    }

    private func asked(_ entry: Entry, _ arguments: JSON) -> Asked {
        guard case .object(let members) = arguments else { return Asked([entry.name], isCall: true) }
        let flags = members.sorted { $0.key < $1.key }.flatMap { name, value -> [(name: String, value: String)] in
            let values = if case .array(let elements) = value { elements } else { [value] }
            return values.map { (name.replacing("_", with: "-"), $0.asWord) }
        }
        return Asked([entry.name], flags: flags, isCall: true)
    }

    private func alike(_ entry: Entry, _ arguments: JSON, by caller: World.Caller) async throws {
        let rest = try await World.current.ask(entry.name, arguments, by: caller)
        let ending = try await conversation(caller).answer(asked(entry, arguments))
        let status: Int32 =
            switch (rest.status, rest["code"]) {
            case (200, _), (202, _): 0
            case (403, "blocked"): 5
            case (401, _), (403, _), (404, _): 3
            case (422, _): 2
            default: 1  // the rest of HTTP's numbers
            }
        #expect(ending.status == status, "\(rest.body) \(ending)")
        guard case .string(let detail)? = rest["detail"] else { return }
        #expect(ending.isError && ending.text.contains(detail), "\(ending.text)")
    }
}

extension JSON {
    /// As somebody types it.
    fileprivate var asWord: String {
        switch self {
        case .string(let text): text
        case .null, .bool, .integer, .number, .array, .object: String(decoding: bytes, as: UTF8.self)
        }
    }
}
