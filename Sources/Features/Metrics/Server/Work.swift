// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import MetricsWire
import Postgres
import Shapes
import Vocabulary

/// Windows of each width that one run of the job takes on.
private let windowsAtOnce = 2000

/// A whole batch, of many devices and organizations: the samples, the newest values, and which windows they fall into.
@Sendable func keep(_ batch: [From<MetricsSample>], _ session: borrowing Session) async throws {
    try await session.insertSamples(batch)
    try await session.insertDisks(batch)
    try await session.insertInterfaces(batch)
    try await session.upsertNow(batch)
    let due = batch.map { said in
        (
            Window(said.device, around: said.at, .fiveMinutes),
            Owner(organization: said.organization, partner: said.partner)
        )
    }
    try await session.makeDue(Dictionary(due) { first, _ in first }, .fiveMinutes)
}

/// Due windows that have ended become rows: of five minutes from samples, of hours from those, of days from hours.
///
/// A late sample makes its windows due again; what was there is replaced.
@Sendable func rollUp(_ session: borrowing Session, _ tick: Tick) async throws -> JobReport {
    var report = JobReport()
    for resolution in [Resolution.fiveMinutes, .hour, .day] {
        let windows = try await session.takeDue(resolution, limit: windowsAtOnce, tick)
        guard !windows.isEmpty else { continue }
        for family in Family.allCases {
            report.changed += try await session.rollUp(family, windows, to: resolution, tick)
        }
        if let coarser = resolution.coarser {
            let owner = Owner(organization: tick.organization, partner: tick.partner)
            let due = windows.map { (Window($0.device, around: $0.at, coarser), owner) }
            try await session.makeDue(Dictionary(due) { first, _ in first }, coarser)
        }
        report.examined += windows.count
        report.more = report.more || windows.count == windowsAtOnce
    }
    return report
}
