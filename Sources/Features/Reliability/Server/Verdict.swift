// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes
import Vocabulary

/// What becomes of one device's judgement: its report, and what people are told of it.
struct Verdict {
    let device: DeviceID
    let report: ReliabilityReport
    /// Nil if there is nothing to tell.
    let event: ReliabilityScoreDropped?
    /// The score that the next fall is counted from.
    let told: Int?

    /// The gravest thing of the day before; nil if nothing went wrong in it.
    let trouble: Issue?

    /// Whether the score is another than before.
    let isNews: Bool

    /// How long something that went wrong is told of.
    static let lately = Duration.seconds(86_400)

    init(_ judgement: Judgement, after standing: Standing) {
        (device, report) = (judgement.history.device, judgement.report)
        trouble = report.gravest(since: report.judgedAt - Self.lately)
        event = standing.told.flatMap(judgement.dropped)
        isNews = report.score != standing.score || report.provisional != standing.isProvisional
        guard let score = report.score, !report.provisional else {
            told = standing.told
            return
        }
        told = event == nil ? max(standing.told ?? score, score) : score
    }
}

extension ReliabilityReport {
    fileprivate func gravest(since start: Instant) -> Issue? {
        let recent = issues.filter { issue in issue.cause != nil && issue.lastAt.map { $0 > start } ?? false }
        return Severity.allCases.reversed().lazy.compactMap { severity in
            recent.filter { $0.severity == severity }.max { ($0.lastAt ?? start) < ($1.lastAt ?? start) }
        }.first
    }
}

/// How a device stood before it is judged.
struct Standing: Sendable {
    let device: DeviceID
    /// Whether it has told something since.
    let isChanged: Bool
    let score: Int?
    let isProvisional: Bool
    let told: Int?
}
