// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Markup
import Shapes
import Vocabulary
import Web

// A form about all that match: the question travels, not the ids, and whoever sends it is told how many there are.
extension ConsoleDoor {
    func settle(
        _ setting: inout FormSetting, matching query: String, _ visit: Visit
    ) async throws(Refusal) {
        guard let listing = catalogue.listing(at: setting.form.slot.path), let lists = gate.registry[listing.tool],
            let field = catalogue.field(of: setting.form.slot, in: setting.form.tool),
            case .list(_, let count) = field.shape, let id = lists.output.idOfItems(setting.form.slot.rawValue)
        else { throw .invalid(path: "$", why: "is not about things that a list finds") }
        let address = Address(listing, Spot(target: "?" + query).query).with("cursor", nil).with("skip", nil)
            .with("limit", String(count.upperBound)).with("count", "true")
        let asked = try listing.arguments(from: address, lists.input.members)
        let answer = try? JSON(parsing: await visit.ask(Question(listing.tool, asked)))
        guard case .array(let items)? = answer?["items"], case .integer(let total)? = answer?["total"] else {
            throw .unavailable(why: "What matches could not be counted")
        }
        guard total > 0 else { throw .invalid(path: "$", why: "is about nothing: nothing matches any more") }
        guard total <= count.upperBound else {
            throw .invalid(
                path: "$",
                why:
                    "takes at most \(Words.count(count.upperBound)) at once, and \(Words.count(total)) match: narrow the list"
            )
        }
        setting.settled[field.name] = items.compactMap { item in
            if case .string(let id)? = item[id] { id } else { nil }
        }
        setting.matching = (query, total)
    }

    /// What things are called, the first of them, and how many more there are.
    func names(of ids: [String], on slot: Slot, _ visit: Visit) async -> String {
        guard let subject = catalogue.subject(below: slot.path) else { return Words.count(ids.count) }
        let shown = ids.prefix(5)
        let answers = await visit.ask(
            shown.map { catalogue.arguments(subject.tool, about: $0, slot) }, everywhere: true)
        let titles = shown.map { id in
            guard case .success(let bytes)? = answers[catalogue.arguments(subject.tool, about: id, slot)],
                let head = try? subject.draw(bytes, visit.now)
            else { return id }
            return head.title
        }
        let more = ids.count - shown.count
        return titles.joined(separator: ", ") + (more > 0 ? " and \(Words.count(more)) more" : "")
    }
}

extension FormSetting {
    /// Whoever agreed to so many has not agreed to more.
    func checkCount(in sent: FormBody) throws(Refusal) {
        guard let matching, sent[Self.matchingCount] != String(matching.count) else { return }
        throw .invalid(path: "$", why: "\(Words.count(matching.count)) match now: look again, then send")
    }
}

extension Shape {
    /// The member of a list's items that is the id of such a thing.
    fileprivate func idOfItems(_ noun: String) -> String? {
        guard case .list(let item, _)? = members.first(where: { $0.name == "items" })?.shape else { return nil }
        return item.members.first { $0.shape == .id(of: noun) }?.name
    }
}
