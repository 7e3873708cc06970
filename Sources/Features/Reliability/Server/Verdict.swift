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

    init(_ judgement: Judgement, after told: Int?) {
        (device, report) = (judgement.history.device, judgement.report)
        event = told.flatMap(judgement.dropped)
        guard let score = report.score, !report.provisional else {
            self.told = told
            return
        }
        self.told = event == nil ? max(told ?? score, score) : score
    }
}
