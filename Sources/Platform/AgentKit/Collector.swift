// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

/// Something on an endpoint that observes and reports samples of one kind.
///
/// It has no opinion about what it sees: no thresholds, no retries of meaning. What it must remember between two looks
/// (the counters of a rate, the cursor of a log) is its own stored state.
public protocol Collector: Sendable {
    associatedtype Sample: Message

    /// How long from one look to the next.
    var every: Duration { get }

    /// Looks once; no samples when there is nothing to tell.
    ///
    /// An error costs this look only: it is counted, said in the log, and the next look comes as usual.
    mutating func collect(at now: Instant) throws -> [Sample]
}
