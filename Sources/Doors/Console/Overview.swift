// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import Journal
import Markup
import Vocabulary
import Web

extension ConsoleDoor {
    /// The first page: what the features show of the whole fleet; or, while there is none, what to do.
    func overview(_ visit: Visit) async -> Reply {
        var frame = visit.frame
        frame.isLive = true
        let cards = catalogue.cards(on: .fleet)
        let begun = catalogue.beginning.map { Question($0.tool) }
        let answers = await visit.ask(cards.map { Question($0.tool) } + (begun.map { [$0] } ?? []))
        if answers.values.contains(where: { if case .failure(.unauthenticated) = $0 { true } else { false } }) {
            return toSignIn()
        }
        let lead = [frame.scope?.title, frame.scope?.site].compactMap(\.self).joined(separator: " · ")
        if let beginning = catalogue.beginning, let begun, case .success(let bytes)? = answers[begun],
            let start = try? beginning.draw(bytes, whereabouts)
        {
            return page(overviewPage("Overview", at: "/", lead: lead, figures: [], cards: [start], in: frame))
        }
        let drawn = cards.map { draw($0, answers[Question($0.tool)], visit) }
        return page(overviewPage("Overview", at: "/", lead: lead, figures: [], cards: drawn, in: frame))
    }

    /// One card; an error costs this card alone, which then says what it would have shown, and why it does not.
    func draw(_ drawing: Card, _ answer: Result<[UInt8], Refusal>?, _ visit: Visit) -> Node {
        do {
            guard let answer else { return .empty }
            return try drawing.draw(answer.get(), visit.now)
        } catch {
            let title = gate.registry[drawing.tool]?.title ?? drawing.tool
            if !(error is Refusal) {
                journal.error("a card could not be drawn", ["tool": drawing.tool, "why": "\(error)"])
            }
            let why = (error as? Refusal).map { Problem($0, asking: visit.request).what } ?? "It could not be drawn."
            return card(title, icon: .triangleAlert) { callout(.warning, "Not shown. " + why) }
        }
    }
}
