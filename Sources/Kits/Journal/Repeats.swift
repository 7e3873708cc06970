// SPDX-License-Identifier: Apache-2.0
import Shapes

/// Decides which of many equal messages are written: so many in a span of time, then a count of the rest.
struct Repeats: Sendable {
    private struct Run {
        let since: Instant
        let level: Log.Level
        var written: Int
        var held: Int
    }

    private let most: Int
    private let span: Duration
    private var runs: [String: Run] = [:]
    private var lastSweep: Instant?

    init(most: Int, in span: Duration) { (self.most, self.span) = (most, span) }

    /// What was held back and is due to be told now.
    mutating func due(at now: Instant) -> [(message: String, level: Log.Level, count: Int)] {
        if let lastSweep, abs(now - lastSweep) < span { return [] }
        lastSweep = now
        let over = runs.filter { abs(now - $0.value.since) >= span }
        for message in over.keys { runs[message] = nil }
        return over.filter { $0.value.held > 0 }.map { ($0.key, $0.value.level, $0.value.held) }.sorted { $0.0 < $1.0 }
    }

    /// Whether one more of this message is written.
    mutating func admits(_ message: String, _ level: Log.Level, at now: Instant) -> Bool {
        guard var run = runs[message], abs(now - run.since) < span else {
            // A message whose span is over is in `due` first, so nothing that was held is forgotten here.
            runs[message] = Run(since: now, level: level, written: 1, held: 0)
            return true
        }
        let isAdmitted = run.written < most
        if isAdmitted { run.written += 1 } else { run.held += 1 }
        runs[message] = run
        return isAdmitted
    }
}

/// A clock may be set back: what matters is how far two moments are apart.
private func abs(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }
