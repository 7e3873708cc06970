// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Shapes
import Vocabulary

/// What the features offer to be shown, by where it is shown.
struct Catalogue: Sendable {
    /// In the order of the navigation: what is looked after, where it is, and at last what governs it.
    let listings: [Listing]
    let forms: [String: Form]
    let choices: [String: Choices]
    let beginning: Beginning?
    private let cards: [Slot: [Card]]
    private let subjects: [Slot: Subject]
    private let registry: Registry
    /// As they stand in the installation's list.
    let features: [Feature]
    private let owners: [String: String]

    init(_ features: [Feature], _ registry: Registry) {
        let subjects = Dictionary(features.flatMap(\.subjects).map { ($0.slot, $0) }) { _, twin in
            preconditionFailure("two heads for the page of a \(twin.slot)")
        }
        func rank(_ listing: Listing) -> Int {
            if subjects.keys.contains(where: { $0.path == listing.path }) { return 0 }
            return registry[listing.tool]?.place == .organization ? 1 : 2
        }
        let ranked = features.flatMap(\.listings).map { (listing: $0, rank: rank($0)) }
        listings = (0...2).flatMap { rank in ranked.filter { $0.rank == rank }.map(\.listing) }
        forms = Dictionary(features.flatMap(\.forms).map { ($0.tool, $0) }) { _, twin in
            preconditionFailure("two forms for \(twin.tool)")
        }
        choices = Dictionary(features.flatMap(\.choices).map { ($0.noun, $0) }) { _, twin in
            preconditionFailure("two ways to choose a \(twin.noun)")
        }
        beginning = features.compactMap(\.begins).first
        let drawn = features.flatMap(\.cards)
        cards = Dictionary(grouping: drawn.filter(\.isWarning) + drawn.filter { !$0.isWarning }, by: \.slot)
        (self.subjects, self.registry, self.features) = (subjects, registry, features)
        owners = Dictionary(
            features.flatMap { feature in feature.tools.map { (type(of: $0).name, feature.name) } }
        ) { first, _ in first }
        for entry in registry.entries {
            let reserved = entry.input.members.map(\.name).first { Self.reserved.contains($0) }
            precondition(reserved == nil, "\(entry.name) has a field that means something else in an address")
        }
        for card in cards[.device, default: []] {
            precondition(field(of: .device, in: card.tool) != nil, "\(card.tool) cannot be asked about one device")
        }
    }

    /// Names of parameters that no tool's field may have, as they are about the console.
    private static let reserved: Set = [Scope.parameter, FormSetting.matchingQuery, "q"]

    func feature(of tool: String) -> Feature? { features.first { $0.name == owners[tool] } }
    func listing(at path: String) -> Listing? { listings.first { $0.path == path } }
    func cards(on slot: Slot) -> [Card] { cards[slot, default: []] }

    /// Whose page lies below a path: `devices` is that of the slot `device`.
    func subject(below path: String) -> Subject? { subjects.values.first { $0.slot.path == path } }

    /// What a tool is asked to be asked about one thing.
    func arguments(_ tool: String, about id: String, _ slot: Slot) -> Question {
        guard let field = field(of: slot, in: tool) else { return Question(tool) }
        let isList = if case .list = field.shape { true } else { false }
        return Question(tool, .object([field.name: isList ? .array([.string(id)]) : .string(id)]))
    }

    /// The field that says which thing a tool is about.
    func field(of slot: Slot, in tool: String) -> Member? {
        registry[tool]?.input.members.first { $0.isRequired && $0.shape.takesID(of: slot.rawValue) }
    }

    /// What answers about one thing of those below a path: `executions` are of the kind `execution`.
    func reader(below path: String) -> (entry: Entry, field: Member)? {
        path.last == "s" ? registry.reader(of: String(path.dropLast())) : nil
    }

    /// Where a thing has its page, if things of its kind have one.
    func path(of noun: String, _ id: String) -> String? {
        let path = noun + "s"
        return subject(below: path) != nil || reader(below: path) != nil ? "/\(path)/\(id)" : nil
    }
}

extension Slot {
    /// The path of the pages about such things.
    var path: String { rawValue + "s" }
}
