// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Journal
import Markup
import Shapes
import Vocabulary
import Web

extension ConsoleDoor {
    /// The page of one thing: its head, the features' cards about it, and what can be done with it.
    func show(_ subject: Subject, _ id: String, _ visit: Visit) async -> Web.Response {
        guard let id = ID<Anything>(id)?.description else { return notFound(visit.request, in: visit.frame) }
        let cards = catalogue.cards(on: subject.slot)
        let about = { catalogue.arguments($0, about: id, subject.slot) }
        let answers = await visit.ask(([subject.tool] + cards.map(\.tool)).map(about), everywhere: true)
        let head: Subject.Head
        do {
            guard let answer = answers[about(subject.tool)] else { return notFound(visit.request, in: visit.frame) }
            head = try subject.draw(answer.get(), visit.now)
        } catch let refusal as Refusal {
            return refused(refusal, visit.request, in: visit.frame)
        } catch {
            journal.error("a page's head could not be drawn", ["tool": subject.tool, "why": "\(error)"])
            return refused(.unavailable(why: "This page could not be drawn"), visit.request, in: visit.frame)
        }
        let place = "/" + subject.slot.path
        let up = catalogue.listing(at: subject.slot.path).map { [Crumb($0.title, place)] } ?? []
        var page = SubjectPage(head.title, at: place, crumbs: up + [Crumb(head.title)], icon: head.icon, head.tone)
        page.subtitle = head.facts
        page.actions = actions(on: subject.slot, id, visit)
        page.main = cards.filter { !$0.isAside }.map { draw($0, answers[about($0.tool)], visit) }
        page.side = cards.filter(\.isAside).map { draw($0, answers[about($0.tool)], visit) }
        if page.main.isEmpty { (page.main, page.side) = (page.side, []) }
        var frame = visit.frame
        frame.refresh = Self.refresh
        return self.page(subjectPage(page, in: frame))
    }

    private func actions(on slot: Slot, _ id: String, _ visit: Visit) -> [Node] {
        let offered = catalogue.forms.values.filter { $0.slot == slot && visit.may($0.tool) }
        return offered.compactMap { form in gate.registry[form.tool] }.sorted { $0.title < $1.title }.compactMap {
            entry in
            guard let field = catalogue.field(of: slot, in: entry.name) else { return nil }
            return linkButton(entry.title, to: Address("/forms/" + entry.name, [.init(field.name, id)]).description)
        }
    }

    /// One thing that has no page of its own making: whatever its one reader says, fact by fact.
    func show(_ entry: Entry, _ field: Member, _ id: String, _ visit: Visit) async -> Web.Response {
        guard let id = ID<Anything>(id)?.description else { return notFound(visit.request, in: visit.frame) }
        do throws(Refusal) {
            let bytes = try await visit.ask(Question(entry.name, [field.name: .string(id)]), everywhere: true)
            var result = ResultPage(entry.title, at: "", crumbs: [Crumb(entry.title)], .info, what: "")
            result.content = described(bytes, as: entry.output)
            var frame = visit.frame
            frame.refresh = 5
            return page(resultPage(result, in: frame))
        } catch {
            return refused(error, visit.request, in: visit.frame)
        }
    }

    /// A tool in its own words: where a caller is led who may not run it.
    func describe(_ entry: Entry, _ visit: Visit) -> Web.Response {
        if catalogue.forms[entry.name] != nil { return .redirect(to: "/forms/" + entry.name) }
        var result = ResultPage(entry.title, at: "", crumbs: [Crumb(entry.title)], .info, what: "Nothing was run.")
        result.content = .group([
            p(.class("lead")) { prose(entry.summary) },
            facts {
                fact("Tool") { mono(entry.name) }
                fact("Risk", entry.risk.level.rawValue)
                fact("Permission") { mono(entry.permission.description) }
                if entry.isForOperator { fact("Runs from", "the terminal of the server's own machine") }
            },
        ])
        return page(resultPage(result, in: visit.frame))
    }
}

/// An id of whatever kind: only its form is known here.
enum Anything: Noun { static let noun = "thing" }
