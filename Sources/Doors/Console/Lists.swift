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
    func list(_ listing: Listing, _ visit: Visit) async -> Web.Response {
        guard let entry = gate.registry[listing.tool] else { return notFound(visit.request, in: visit.frame) }
        let address = Address(listing, visit.request.query)
        var refusal: Refusal?
        do throws(Refusal) {
            let asked = try listing.arguments(from: address, entry.input.members)
            let bytes = try await visit.ask(Question(listing.tool, asked))
            return page(listPage(try drawn(listing, bytes, address, visit), in: renewed(visit.frame)))
        } catch {
            refusal = error
        }
        switch refusal {
        case .invalid(let path, let why):
            return page(
                listPage(misasked(listing, path, why, address, visit), in: visit.frame), status: 422)
        case let other?: return refused(other, visit.request, in: visit.frame)
        case nil: return notFound(visit.request, in: visit.frame)
        }
    }

    private func renewed(_ frame: Frame) -> Frame {
        var frame = frame
        frame.refresh = Self.refresh
        return frame
    }

    private func drawn(
        _ listing: Listing, _ bytes: [UInt8], _ address: Address, _ visit: Visit
    ) throws(Refusal) -> ListPage {
        let shown: Listing.Page
        do { shown = try listing.draw(bytes, address, visit.now) } catch {
            journal.error("a list could not be drawn", ["tool": listing.tool, "why": "\(error)"])
            throw .unavailable(why: "This list could not be drawn")
        }
        let start = address["cursor"] == nil ? nil : address.with("cursor", nil)
        let paging = Paging(
            Words.count(shown.count) + " shown", first: start, next: shown.next.map { address.with("cursor", $0) })
        return dressed(
            listing, ListPage(listing.title, at: address.path, paging: paging) { shown.content }, address, visit)
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
        let current = address.parameters.filter { $0.name != "q" && $0.name != "cursor" }
        page.views = listing.views.map { view in
            let parameters = view.parameters.map { Address.Parameter($0.name, $0.value) }
            let target = Address(address.path, parameters).with("q", address["q"])
            return segment(view.title, to: target.description, isCurrent: parameters == current)
        }
        if let adds = listing.adds, visit.may(adds), catalogue.forms[adds] != nil, let entry = gate.registry[adds] {
            page.actions = [linkButton(entry.title, to: "/forms/" + adds, icon: .plus, kind: .primary)]
        }
        return page
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
