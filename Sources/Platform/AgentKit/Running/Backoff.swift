// SPDX-License-Identifier: Apache-2.0

/// How long to wait before the next try: longer each time, never the same for two agents.
///
/// Ten thousand agents that lost one server must not all come back in the same second.
struct Backoff {
    /// How the last try ended.
    enum Ending {
        /// A link that had been welcomed went.
        case broken
        /// Nobody answered, or not as a server does.
        case unreachable
        /// The server knows us and turns us away: a person must act first.
        case rejected
    }

    private var failures = 0

    /// Nominal seconds, of which a random half is taken or added.
    mutating func next(after ending: Ending, using dice: inout some RandomNumberGenerator) -> Duration {
        let nominal: Double
        switch ending {
        case .broken:
            failures = 0
            nominal = 2
        case .unreachable:
            nominal = min(Double(1 << min(failures, 9)), 300)
            failures += 1
        case .rejected:
            nominal = min(Double(15 << min(failures, 7)), 1800)
            failures += 1
        }
        return .milliseconds(Int(nominal * Double.random(in: 0.5...1.5, using: &dice) * 1000))
    }
}
