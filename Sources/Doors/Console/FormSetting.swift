// SPDX-License-Identifier: Apache-2.0
package import FeatureKit
package import GateKit
package import JSON
import Markup
package import Shapes
import Vocabulary
package import Web

/// Where a form stands: the tool, what its address has settled, and what there is already.
package struct FormSetting: Sendable {
    let form: Form
    let entry: Entry
    /// Which thing the form is about, by field; it needs no field any more.
    var settled: [String: [String]]
    /// Where they are those that match what a list was asked: that question, and how many there were.
    var matching: (query: String, count: Int)?
    /// What the page of the thing says of it now.
    package var present: JSON = [:]
    /// What else the address suggests, to be changed by whoever likes.
    private let suggested: FormBody
    package var place = "/"
    package var back = Crumb("Overview", "/")
    package var up: Crumb?

    /// Carries the key against doing a thing twice; no field of a tool has a dot before its name.
    static let once = ".once"
    /// How many things matched when the form was shown, and, in its address, what they matched.
    static let matchingCount = ".matching"
    static let matchingQuery = "matching"
    private static let revision = "revision"

    package init(_ form: Form, _ entry: Entry, settledBy query: [QueryItem]) {
        (self.form, self.entry) = (form, entry)
        var (settled, suggested): ([String: [String]], FormBody) = ([:], FormBody())
        for item in query {
            guard let member = entry.input.members.first(where: { $0.name == item.name }) else { continue }
            if member.isRequired, member.shape.isIdentity, let id = ID<Anything>(item.value) {
                settled[item.name, default: []].append(id.description)
            } else {
                suggested.append(item.name, item.value)
            }
        }
        (self.settled, self.suggested) = (settled, suggested)
    }

    /// The address's own parameters, for the form to be sent to.
    var address: [Address.Parameter] {
        if let matching { return [.init(Self.matchingQuery, matching.query)] }
        return settled.sorted { $0.key < $1.key }.flatMap { name, ids in ids.map { .init(name, $0) } }
    }

    /// What is sent along without a field.
    var hidden: [FormBody.Field] {
        let revision: [FormBody.Field] =
            if case .integer(let number)? = present[Self.revision], hasRevision {
                [.init(Self.revision, String(number))]
            } else { [] }
        if let matching { return [.init(Self.matchingCount, String(matching.count))] + revision }
        return address.map { .init($0.name, $0.value) } + revision
    }

    private var hasRevision: Bool { entry.input.members.contains { $0.name == Self.revision } }

    /// The kinds of things of which one is to be chosen.
    var openNouns: [String] {
        let nouns = entry.input.members.filter { settled[$0.name] == nil }.compactMap(\.shape.noun)
        return Set(nouns).sorted()
    }

    /// Whether the arguments will say what they are about, so that no organization need be named.
    var namesTargets: Bool {
        entry.input.members.contains { member in
            member.isRequired
                && [Device.noun, Site.noun, Organization.noun].contains { member.shape.takesID(of: $0) }
        }
    }

    /// What the fields hold before anybody types: what there is already, else the defaults.
    package func values(for members: [Member]) -> FormBody {
        var values: [String: JSON] = [:]
        for member in members { values[member.name] = present(member) }
        var body = FormBody(showing: .object(values), of: members.filter { suggested[$0.name] == nil })
        for field in suggested.fields { body.append(field.name, field.text) }
        return body
    }

    /// The arguments that were meant: an emptied field whose value was there takes that value away.
    package func arguments(from sent: FormBody) -> JSON {
        var sent = sent
        for (name, ids) in settled where matching != nil || sent[name] == nil { sent.put(name, ids) }
        guard case .object(var arguments) = sent.arguments(for: entry.input.members) else { return [:] }
        for member in entry.input.members where arguments[member.name] == nil && sent[member.name] != nil {
            switch (present(member), member.shape) {
            case (.array(let values)?, .optional(.list)) where !values.isEmpty: arguments[member.name] = .array([])
            case (.string(let text)?, .optional(.text)) where !text.isEmpty: arguments[member.name] = .string("")
            default: break  // two enums at once: whatever else is empty was empty before
            }
        }
        return .object(arguments)
    }

    /// What the thing has under a field's name, where it fits there.
    private func present(_ member: Member) -> JSON? {
        guard let value = present[member.name], value != .null, (try? member.shape.fit(value)) != nil else {
            return nil
        }
        return value
    }
}

extension Shape {
    /// The id of one thing, or a list of such.
    fileprivate var isIdentity: Bool { noun != nil }

    fileprivate var noun: String? {
        switch self {
        case .id(let noun), .list(.id(let noun), _): noun
        case .optional(let shape): shape.noun
        case .list, .boolean, .integer, .number, .text, .choice, .instant, .untrusted, .secret, .object: nil
        }
    }
}
