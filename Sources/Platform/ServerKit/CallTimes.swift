// SPDX-License-Identifier: Apache-2.0
import GateKit
import Journal

/// How long calls of tools take, by how they end.
struct CallTimes: Sendable {
    static let standard = CallTimes()

    private let times: [CallEnd: Histogram]

    private init() {
        let pairs = CallEnd.allCases.map { end in
            (
                end,
                Metrics.standard.histogram(
                    "breeze_calls_seconds", "Calls of tools, from their credential to their outcome.",
                    ["outcome": Self.word(end)])
            )
        }
        times = Dictionary(uniqueKeysWithValues: pairs)
    }

    func count(_ end: CallEnd, took duration: Duration) { times[end]?.observe(duration) }

    private static func word(_ end: CallEnd) -> StaticString {
        switch end {
        case .done: "done"
        case .pending: "pending"
        case .started: "started"
        case .blocked: "blocked"
        case .refused: "refused"
        case .failed: "failed"
        }
    }
}
