// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Markup
import Shapes
import Vocabulary

extension ConsoleDoor {
    /// What a few letters may mean: tools by their names, and things by theirs, found by the tools that find them.
    func find(_ visit: Visit) async -> Reply {
        let wanted = String((visit.spot.query("q") ?? "").prefix(100))
        var found = await things(named: wanted, visit)
        found += gate.registry.entries.filter { visit.may($0.name) && $0.isCalled(wanted) }.prefix(Self.mostTools)
            .map { Found($0.title, "Tool", "/tools/" + $0.name, .wrench) }
        return .part(.group(found.map { paletteEntry($0.title, $0.kind, $0.href, $0.icon) }))
    }

    private static let mostTools = 40
    /// Things of each kind.
    private static let mostThings = 8

    private struct Found {
        let title: String
        let kind: String
        let href: String
        let icon: Icon

        init(_ title: String, _ kind: String, _ href: String, _ icon: Icon) {
            (self.title, self.kind, self.href, self.icon) = (title, kind, href, icon)
        }
    }

    private func things(named wanted: String, _ visit: Visit) async -> [Found] {
        guard !wanted.isEmpty else { return [] }
        var found: [Found] = []
        for choices in catalogue.choices.values.sorted(by: { $0.noun < $1.noun }) {
            guard let search = choices.search, visit.may(choices.tool) else { continue }
            let question = Question(
                choices.tool, [search: .string(wanted), "limit": .integer(Self.mostThings)])
            // What cannot be found out now is left out: a search that fails finds nothing.
            guard let answer = try? await visit.ask(question, everywhere: true), let read = try? choices.read(answer)
            else { continue }
            found += read.compactMap { choice in
                guard let href = way(to: choices.noun, choice.id) else { return nil }
                return Found(choice.title, heading(choices.noun), href, icon(of: choices.noun))
            }
        }
        return found
    }

    /// To a thing's page; to an organization by looking at nothing else.
    private func way(to noun: String, _ id: String) -> String? {
        if noun == Organization.noun { return Address("/", [.init(Scope.parameter, id)]).description }
        return catalogue.path(of: noun, id)
    }

    private func icon(of noun: String) -> Icon { catalogue.listing(at: noun + "s")?.icon ?? .search }
}

extension Entry {
    /// Whether every word that is wanted stands in its title or name.
    func isCalled(_ wanted: String) -> Bool {
        let words = (title + " " + name.replacing("_", with: " ") + " " + name).lowercased()
        return wanted.lowercased().split(separator: " ").allSatisfy { words.contains($0) }
    }
}
