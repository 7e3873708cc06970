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
    func show(_ subject: Subject, _ id: String, _ visit: Visit) async -> Reply {
        guard let id = ID<Anything>(id)?.description else { return notFound(visit.spot, in: visit.frame) }
        let cards = catalogue.cards(on: subject.slot).filter { visit.part != .peek || $0.isAside || $0.isWarning }
        let hours = visit.spot.query("hours").flatMap { Int($0) }.flatMap { Span.all.contains($0) ? $0 : nil } ?? 24
        let about = { catalogue.arguments($0, about: id, subject.slot) }
        let asks = { (card: Card) in about(card.tool).with(card.span, .integer(hours)) }
        let answers = await visit.ask([about(subject.tool)] + cards.map(asks), everywhere: true)
        let head: Subject.Head
        do {
            guard let answer = answers[about(subject.tool)] else { return notFound(visit.spot, in: visit.frame) }
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
        page.main = cards.filter { !$0.isAside }.map { draw($0, answers[asks($0)], visit) }
        page.side = cards.filter(\.isAside).map { draw($0, answers[asks($0)], visit) }
        if visit.part == .peek { return .part(peek(at: page, "\(place)/\(id)")) }
        if cards.contains(where: { $0.span != nil }) {
            page.spans = Span.all.map { span in
                segment(
                    Span.words(span), to: Address("\(place)/\(id)", [.init("hours", String(span))]).description,
                    isCurrent: span == hours)
            }
        }
        if page.main.isEmpty { (page.main, page.side) = (page.side, []) }
        var frame = visit.frame
        frame.isLive = true
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
    func show(_ entry: Entry, _ field: Member, _ id: String, _ visit: Visit) async -> Reply {
        guard let id = ID<Anything>(id)?.description else { return notFound(visit.spot, in: visit.frame) }
        do throws(Refusal) {
            let bytes = try await visit.ask(Question(entry.name, [field.name: .string(id)]), everywhere: true)
            var result = ResultPage(entry.title, at: "", crumbs: [Crumb(entry.title)], .info, what: "")
            result.content = described(bytes, as: entry.output)
            var frame = visit.frame
            frame.isLive = true
            return page(resultPage(result, in: frame))
        } catch {
            return refused(error, visit.request, in: visit.frame)
        }
    }
}

/// Times back that a page may look, in hours.
private enum Span {
    static let all = [1, 6, 24, 168, 720]
    static func words(_ hours: Int) -> String { hours < 48 ? "\(hours) h" : "\(hours / 24) d" }
}

extension Question {
    /// The same, asked with one more argument; without a name for it, as it is.
    fileprivate func with(_ field: String?, _ value: JSON) -> Question {
        guard let field, case .object(var arguments) = arguments else { return self }
        arguments[field] = value
        return Question(tool, .object(arguments))
    }
}

/// An id of whatever kind: only its form is known here.
enum Anything: Noun { static let noun = "thing" }
