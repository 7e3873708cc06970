// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Shapes
import Testing
import Vocabulary

/// What a declaration must say, whoever declares.
@Suite struct DeclarationTests {
    @Test("a tool is named for a model to read, and says when to call it", arguments: registry.entries)
    func names(entry: Entry) {
        #expect(entry.name.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)+/) != nil && entry.name.utf8.count <= 48)
        #expect(isSentence(entry.summary), "\(entry.summary)")
        #expect(!entry.title.isEmpty && entry.title.utf8.count <= 60)
        #expect(entry.permission.description.wholeMatch(of: /[a-z_]+:[a-z_]+/) != nil)
    }

    @Test("its example is complete and fits its own shape", arguments: registry.entries)
    func examples(entry: Entry) throws {
        let example = try JSON(parsing: entry.example())
        #expect(try entry.output.fit(example) == example)
        #expect(holes(in: example).isEmpty, "\(holes(in: example))")
    }

    @Test("every field and fact says what it means, in a sentence", arguments: registry.entries)
    func meanings(entry: Entry) {
        for shape in [entry.input, entry.output] {
            for (path, meaning) in said(by: shape, at: "$") { #expect(isSentence(meaning), "\(path): \(meaning)") }
        }
    }

    @Test("what takes effect says so: only what reads has no effect", arguments: registry.entries)
    func effects(entry: Entry) {
        if entry.effect != .read {
            #expect(entry.risk.level >= .medium, "\(entry.name) changes something without being told of")
        }
    }

    @Test("lists are bounded, paged and end alike", arguments: registry.entries.filter { $0.name.hasPrefix("list_") })
    func lists(entry: Entry) {
        #expect(entry.input.members.contains { $0.name == "limit" && $0.shape == .integer(1...200) })
        #expect(entry.input.members.contains { $0.name == "cursor" })
        let facts = entry.output.members.map(\.name)
        // One that can be asked to count says how many there are.
        let canCount = entry.input.members.contains { $0.name == "count" }
        #expect(facts == ["items", "next_cursor", "more"] + (canCount ? ["total"] : []))
    }

    @Test("events are in the past tense, and sentences about them hold nothing that an endpoint wrote")
    func events() {
        let types = features.flatMap(\.emits)
        #expect(Set(types.map { $0.type }).count == types.count)
        for type in types { #expect(type.type.wholeMatch(of: /[a-z_]+\.[a-z_]+/) != nil, "\(type.type)") }
        let tools = Set(registry.entries.map(\.name))
        for type in types { #expect(Set(type.suggestedTools).isSubset(of: tools), "\(type.type)") }
    }

    @Test("a card, a listing, a subject and a form lead to tools that exist") func slots() {
        let tools = Set(registry.entries.map(\.name))
        for feature in features {
            let used =
                feature.cards.map(\.tool) + feature.listings.map(\.tool) + feature.subjects.map(\.tool)
                + feature.forms.map(\.tool)
            #expect(Set(used).isSubset(of: tools), "\(feature.name)")
        }
    }
}

private func isSentence(_ text: String) -> Bool {
    guard let first = text.first, text.hasSuffix(".") else { return false }
    return (first.isUppercase || first.isNumber) && !text.contains("  ")
}

private func said(by shape: Shape, at path: String) -> [(String, String)] {
    switch shape {
    case .object(let members):
        members.flatMap { [("\(path).\($0.name)", $0.meaning)] + said(by: $0.shape, at: "\(path).\($0.name)") }
    case .list(let shape, _), .optional(let shape): said(by: shape, at: path)
    case .boolean, .integer, .number, .text, .secret, .choice, .id, .instant, .untrusted: []
    }
}

/// Where an example says nothing.
private func holes(in value: JSON, at path: String = "$") -> [String] {
    switch value {
    case .null: [path]
    case .array(let elements):
        elements.isEmpty ? [path] : elements.enumerated().flatMap { holes(in: $1, at: "\(path)[\($0)]") }
    case .object(let members):
        members.isEmpty ? [path] : members.flatMap { holes(in: $1, at: "\(path).\($0)") }
    case .string(let text): text.isEmpty ? [path] : []
    case .bool, .integer, .number: []
    }
}
