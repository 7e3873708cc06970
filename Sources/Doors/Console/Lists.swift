// SPDX-License-Identifier: Apache-2.0
package import FeatureKit
import GateKit
package import JSON
import Journal
package import Markup
package import Shapes
package import Vocabulary
import Web

extension ConsoleDoor {
    /// Many things of one kind; each parameter of the address is a field of what the list's tool is asked.
    func list(_ listing: Listing, _ visit: Visit) async -> Reply {
        guard let entry = gate.registry[listing.tool] else { return notFound(visit.spot, in: visit.frame) }
        let address = Address(listing, visit.spot.query)
        let window = Window(of: entry, at: address)
        var refusal: Refusal?
        do throws(Refusal) {
            let asked = try listing.arguments(from: window?.asked(visit.part) ?? address, entry.input.members)
            let bytes = try await visit.ask(Question(listing.tool, asked))
            let drawn = try drawn(listing, bytes, address, window, visit)
            switch visit.part {
            case .rows: return .part(drawn.content)
            case .list, .peek: return .part(listParts(drawn, in: visit.frame))
            case .live, nil:
                var frame = visit.frame
                frame.isLive = true
                return page(listPage(drawn, in: frame))
            }
        } catch {
            refusal = error
        }
        switch refusal {
        case .invalid(let path, let why):
            let misasked = misasked(listing, path, why, address, visit)
            return visit.part == nil
                ? page(listPage(misasked, in: visit.frame), status: 422) : .part(listParts(misasked, in: visit.frame))
        case let other?: return refused(other, visit.request, in: visit.frame)
        case nil: return notFound(visit.spot, in: visit.frame)
        }
    }

    private func drawn(
        _ listing: Listing, _ bytes: [UInt8], _ address: Address, _ window: Window?, _ visit: Visit
    ) throws(Refusal) -> ListPage {
        let shown: Listing.Page
        do { shown = try listing.draw(bytes, address.with("skip", nil), visit.now) } catch {
            journal.error("a list could not be drawn", ["tool": listing.tool, "why": "\(error)"])
            throw .unavailable(why: "This list could not be drawn")
        }
        let plain = address.with("skip", nil)
        let start = address["cursor"] == nil && address["skip"] == nil ? nil : plain.with("cursor", nil)
        var page = ListPage(
            listing.title, at: address.path,
            paging: Paging(
                said(shown, from: window?.skip), first: start, next: shown.next.map { plain.with("cursor", $0) })
        ) { shown.content }
        if let window, let total = shown.total, shown.count > 0 {
            page.window = .init(total: total, first: window.skip, block: Window.block, turns: window.turns)
        }
        page.bulk = bulk(on: listing, visit)
        return dressed(listing, page, address, visit)
    }

    private func said(_ shown: Listing.Page, from first: Int?) -> String {
        guard let first, let total = shown.total, shown.count > 0 else { return Words.count(shown.count) + " shown" }
        return "\(Words.count(first + 1))–\(Words.count(first + shown.count)) of \(Words.count(total))"
    }

    /// The list was asked something that it cannot be asked: nothing is shown that might be taken for an answer.
    private func misasked(
        _ listing: Listing, _ path: String, _ why: String, _ address: Address, _ visit: Visit
    ) -> ListPage {
        let field = FormPage.Refused(path, why).field
        let name = field.isEmpty ? "The address" : field == listing.filter?.field ? "The filter" : "“\(heading(field))”"
        let page = ListPage(listing.title, at: address.path, paging: Paging("Nothing shown")) {
            div(.class("page")) {
                callout(.warning, "\(name) \(why).") {
                    p { "Nothing is shown, so that nothing is taken for an answer to it." }
                    p { a(address.path) { "Show all of them" } }
                }
            }
        }
        return dressed(listing, page, address, visit)
    }

    private func dressed(_ listing: Listing, _ page: ListPage, _ address: Address, _ visit: Visit) -> ListPage {
        var page = page
        page.filter = listing.filter.map { .init(address, hint: $0.hint) }
        let places = ["q", "cursor", "skip", "limit", "sort", "dir"]
        let current = address.parameters.filter { !places.contains($0.name) }
        page.views = listing.views.map { view in
            let parameters = view.parameters.map { Address.Parameter($0.name, $0.value) }
            let target = Address(address.path, parameters).with("q", address["q"])
                .with("sort", address["sort"]).with("dir", address["dir"])
            return segment(view.title, to: target.description, isCurrent: parameters == current)
        }
        if let adds = listing.adds, visit.may(adds), catalogue.forms[adds] != nil, let entry = gate.registry[adds] {
            page.actions = [linkButton(entry.title, to: "/forms/" + adds, icon: .plus, kind: .primary)]
        }
        return page
    }

    /// What can be done with several things of a list at once: the forms whose one list of ids is of such things.
    private func bulk(on listing: Listing, _ visit: Visit) -> [ListPage.Bulk] {
        catalogue.forms.values.compactMap { form -> ListPage.Bulk? in
            guard form.slot.path == listing.path, visit.may(form.tool), let entry = gate.registry[form.tool],
                let field = catalogue.field(of: form.slot, in: form.tool), case .list(_, let count) = field.shape
            else { return nil }
            return ListPage.Bulk(entry.title, path: "/forms/" + form.tool, field: field.name, most: count.upperBound)
        }.sorted { $0.title < $1.title }
    }
}

/// A list that can be read from any place on is drawn in a window: a few rows of it, however many there are.
struct Window {
    let skip: Int
    let turns: Bool
    private let address: Address

    /// Rows that are fetched at a time.
    static let block = 40

    /// Nil where the tool cannot be asked so, and where somebody reads on by cursor.
    init?(of entry: Entry, at address: Address) {
        let fields = Set(entry.input.members.map(\.name))
        guard fields.isSuperset(of: ["skip", "count", "limit"]), address["cursor"] == nil else { return nil }
        turns = fields.contains("dir")
        (skip, self.address) = (max(address["skip"].flatMap { Int($0) } ?? 0, 0), address)
    }

    /// Whoever asks for more rows knows how many there are.
    func asked(_ part: Visit.Part?) -> Address {
        let limited = address["limit"] == nil ? address.with("limit", String(Self.block)) : address
        return part == .rows ? limited : limited.with("count", "true")
    }
}

extension Address {
    /// A list's address as its page reads it: what the filter holds is always `q`, and what is empty is not asked.
    init(_ listing: Listing, _ query: [QueryItem]) {
        self.init(
            "/" + listing.path,
            query.filter { !$0.value.isEmpty }.map { item in
                Parameter(item.name == listing.filter?.field ? "q" : item.name, item.value)
            })
    }
}

extension Listing {
    /// What an address asks of a list's tool.
    package func arguments(from address: Address, _ members: [Member]) throws(Refusal) -> JSON {
        var given: [String: [FormBody.Field]] = [:]
        for parameter in address.parameters {
            let name = parameter.name == "q" ? filter?.field ?? "q" : parameter.name
            given[name, default: []].append(.init(name, parameter.value))
        }
        for (name, fields) in given.sorted(by: { $0.key < $1.key }) {
            guard let member = members.first(where: { $0.name == name }) else {
                throw .invalid(path: "$.\(name.prefix(100))", why: "is nothing that this list can be asked")
            }
            guard fields.count == 1 || member.shape.isList else {
                throw .invalid(path: "$.\(name)", why: "is given twice")
            }
        }
        return FormBody(given.values.flatMap(\.self)).arguments(for: members.filter { given[$0.name] != nil })
    }
}

extension Shape {
    fileprivate var isList: Bool {
        switch self {
        case .list: true
        case .optional(let shape): shape.isList
        case .boolean, .integer, .number, .text, .choice, .id, .instant, .untrusted, .secret, .object: false
        }
    }
}
