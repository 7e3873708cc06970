// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Rehearsal
import Shapes
import Vocabulary

// `features` is the server's own list: Features.swift here is a link to it.

/// What a world has besides the features that are always there.
let furtherFeatures = features.filter { !["access", "devices", "tenancy"].contains($0.name) }

let registry = Registry(features.flatMap(\.tools), owners: features.flatMap(\.owners))

extension Shape {
    /// A value that fits, with these ids where ids are due.
    func plausible(_ ids: [String: String]) -> JSON {
        switch self {
        case .boolean: true
        case .integer(let range): .integer(range?.lowerBound ?? 1)
        case .number(let range): .number(range?.lowerBound ?? 1)
        case .text(let max): .string(String("plausible".prefix(max)))
        case .secret: "secret"
        case .choice(let words): .string(words[0])
        case .id(let noun): .string(ids[noun] ?? "019ab000-0000-7000-8000-0000000000ff")
        case .instant: .string("\(Instant.example)")
        case .untrusted: ["untrusted": "words", "source": "test"]
        case .list(let element, let count):
            .array(Array(repeating: element.plausible(ids), count: max(1, count.lowerBound)))
        case .optional(let shape): shape.plausible(ids)
        case .object(let members):
            .object(Dictionary(members.map { ($0.name, $0.shape.plausible(ids)) }) { first, _ in first })
        }
    }

    /// Whether an id of this kind is due anywhere in it.
    func asks(for noun: String) -> Bool {
        switch self {
        case .id(noun): true
        case .list(let shape, _), .optional(let shape): shape.asks(for: noun)
        case .object(let members): members.contains { $0.shape.asks(for: noun) }
        case .boolean, .integer, .number, .text, .secret, .choice, .id, .instant, .untrusted: false
        }
    }
}
