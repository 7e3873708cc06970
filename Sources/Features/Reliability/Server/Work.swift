// SPDX-License-Identifier: Apache-2.0
import Shapes

import FeatureKit
import GateKit
import Postgres
import ReliabilityWire
import Vocabulary

/// Devices that one run of the job judges.
private let devicesJudged = 200
/// A score changes as time goes by, even if nothing else does.
private let judgementLasts = Duration.hours(1)

/// A whole batch, of many devices and organizations; what it says is marked as waiting to be judged.
@Sendable func keep(_ batch: [From<ReliabilitySample>], _ session: borrowing Session) async throws {
    try await session.keep(batch.map(Testimony.init))
}

/// Judges the devices that have told something, and those whose judgement has grown old.
@Sendable func judge(_ session: borrowing Session, _ tick: Tick) async throws -> JobReport {
    let due = try await session.takeDue(devicesJudged, after: judgementLasts, tick)
    var verdicts: [Verdict] = []
    for start in stride(from: 0, to: due.count, by: Archive.devices) {
        let standings = due[start..<min(start + Archive.devices, due.count)]
        try await session.forget(standings.map(\.device), of: tick.organization, at: tick.now)
        try await session.thin(standings.filter(\.isChanged).map(\.device), of: tick.organization)
        let archive = try await session.archive(of: standings.map(\.device), tick)
        try await session.mergeLooks(archive, tick)
        verdicts += standings.compactMap { standing in
            archive[standing.device].map { Verdict(Judgement($0), after: standing) }
        }
    }
    guard !verdicts.isEmpty else { return JobReport(examined: due.count) }
    try await session.write(verdicts, tick)
    for event in verdicts.compactMap(\.event) { try await session.emit(event, tick.origin) }
    let more = due.count == devicesJudged
    if !more { try await session.sumUp(tick) }
    return JobReport(examined: due.count, changed: verdicts.count(where: \.isNews), more: more)
}
