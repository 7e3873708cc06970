// SPDX-License-Identifier: Apache-2.0

/// What is measured by itself, and may be asked for alone.
enum Chapter: String, CaseIterable, Sendable {
    /// The HTTP engine beside nginx and Node.
    case engine
    /// The PostgreSQL client beside pgbench.
    case database
    /// A whole server with a fleet.
    case server
    /// The agent beside two others.
    case agent
}

/// The middle one of three: a neighbor's moment of work spoils one of them, seldom two.
func medianOfThree<Measured>(
    by value: (Measured) -> Double, _ measure: () async throws -> Measured
) async throws -> Measured {
    var measured: [Measured] = []
    for _ in 0..<3 { measured.append(try await measure()) }
    return measured.sorted { value($0) < value($1) }[1]
}
