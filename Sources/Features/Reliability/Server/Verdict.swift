// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Vocabulary

/// What becomes of one device's judgement: its report, and what people are told of it.
struct Verdict {
    let device: DeviceID
    let report: ReliabilityReport
    /// Nil if there is nothing to tell.
    let event: ReliabilityScoreDropped?
    /// The score that the next fall is counted from.
    let told: Int?

    /// Whether the score is another than before.
    let isNews: Bool

    init(_ judgement: Judgement, after standing: Standing) {
        (device, report) = (judgement.history.device, judgement.report)
        event = standing.told.flatMap(judgement.dropped)
        isNews = report.score != standing.score || report.provisional != standing.isProvisional
        guard let score = report.score, !report.provisional else {
            told = standing.told
            return
        }
        told = event == nil ? max(standing.told ?? score, score) : score
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
