// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes
import Vocabulary

extension Judgement {
    private static let issuesTold = 5

    /// What took most points, the dearest first.
    var issues: [Issue] {
        let named = components.flatMap(issues(of:))
        let all = named + [uptimeIssue].compactMap(\.self)
        let sorted = all.sorted {
            ($0.cost, $0.lastAt ?? .past, $1.name?.text ?? "") > ($1.cost, $1.lastAt ?? .past, $0.name?.text ?? "")
        }
        return Array(sorted.prefix(Self.issuesTold))
    }

    /// A part's cost, shared out among what made it by weight.
    private func issues(of component: Component) -> [Issue] {
        let episodes = episodes(last: days).filter { $0.area == component.area }
        let total = Self.weight(of: episodes, history)
        return Dictionary(grouping: episodes, by: \.name).values.compactMap { episodes in
            guard let first = episodes.first, let last = episodes.last, total > 0 else { return nil }
            let recovered = episodes.count(where: \.recovered)
            let gravity = Incident.Gravity.allCases.last { gravity in episodes.contains { $0.gravity == gravity } }
            return Issue(
                area: component.area, cause: last.cause, name: untrusted(last.name), detail: untrusted(last.detail),
                severity: Weights.severity(
                    component.area, count: episodes.count, recovered: recovered, gravity: gravity),
                count: episodes.count, recovered: recovered, firstAt: first.first, lastAt: last.last,
                cost: tenth(component.cost * Self.weight(of: episodes, history) / total))
        }
    }

    private var uptimeIssue: Issue? {
        guard let percent = recent.uptimePercent, let cost = components.first(where: { $0.area == .uptime })?.cost,
            tenth(cost) > 0
        else { return nil }
        let down = recent.down.spans
        return Issue(
            area: .uptime, cause: nil, name: nil, detail: nil, severity: Weights.severity(uptimePercent: percent),
            count: down.count, recovered: down.count, firstAt: down.first?.lowerBound, lastAt: down.last?.upperBound,
            cost: tenth(cost))
    }

    private func untrusted(_ text: String) -> Untrusted? {
        text.isEmpty ? nil : Untrusted(text, from: history.device)
    }
}

extension Instant {
    fileprivate static let past = Instant(milliseconds: 0)
}
