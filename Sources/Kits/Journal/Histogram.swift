// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// How long things took, or how large they were, as a count for each of some bounds: `breeze_calls_seconds`.
public final class Histogram: Sendable {
    /// What is asked of a server, in seconds: from a look into memory to a wait for an endpoint.
    public static let waits: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    struct State {
        /// Each value is counted once, under the least bound that it does not pass; the last count is of the rest.
        var counts: [Int]
        var sum = 0.0
    }

    let bounds: [Double]
    private let state: Mutex<State>

    init(_ bounds: [Double]) {
        precondition(!bounds.isEmpty && bounds.count <= 50, "a histogram has 1 to 50 bounds")
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy(<) && bounds.allSatisfy(\.isFinite), "bounds rise")
        self.bounds = bounds
        state = Mutex(State(counts: [Int](repeating: 0, count: bounds.count + 1)))
    }

    public func observe(_ value: Double) {
        guard !value.isNaN else { return }  // it would make the sum none for ever
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[place] += 1
            state.sum += value
        }
    }

    /// In seconds.
    public func observe(_ duration: Duration) { observe(duration / .seconds(1)) }

    public var count: Int { snapshot.counts.reduce(0, +) }
    var snapshot: State { state.withLock { $0 } }
}
