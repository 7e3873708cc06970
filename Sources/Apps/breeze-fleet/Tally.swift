// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What has been done so far.
final class Tally: Sendable {
    struct Counts: Sendable {
        var links = 0
        var sent = 0
        var acknowledged = 0
        /// Acknowledged, but not understood by the server.
        var dropped = 0
        /// Attempts that failed, and machines that gave up.
        var failures = 0
        var silent = 0
        /// Links that stayed open, and those of them that the server ended.
        var held = 0
        var broken = 0
        /// The last failure's reason.
        var why: String?
        /// When the server said last that it has stored something.
        var storedAt: ContinuousClock.Instant?
    }

    private let counts = Mutex(Counts())
    private let began = ContinuousClock.now

    var current: Counts { counts.withLock { $0 } }
    /// From the first hello to the last acknowledgement.
    var busy: Duration { (current.storedAt ?? .now) - began }

    func count(_ part: any WritableKeyPath<Counts, Int> & Sendable, _ more: Int = 1) {
        counts.withLock { $0[keyPath: part] += more }
    }
    func stored(_ samples: Int, dropped: Int) {
        counts.withLock { counts in
            counts.acknowledged += samples
            counts.dropped += dropped
            counts.storedAt = .now
        }
    }
    func failed(_ why: String, isLast: Bool) {
        counts.withLock { counts in
            (counts.failures, counts.why) = (counts.failures + 1, why)
            if isLast { counts.silent += 1 }
        }
    }

    /// One line of totals.
    var line: String {
        let counts = current
        let seconds = max(busy.inSeconds, 0.001)
        return "links=\(counts.links) samples=\(counts.sent) acknowledged=\(counts.acknowledged) "
            + "dropped=\(counts.dropped) failures=\(counts.failures) silent=\(counts.silent) held=\(counts.held) broken=\(counts.broken) "
            + "seconds=\(decimal(seconds)) samples_per_second=\(decimal(Double(counts.acknowledged) / seconds))"
    }
}
