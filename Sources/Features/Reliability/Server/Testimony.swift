// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes
import Vocabulary

/// What one sample tells, by the server's clock and within bounds: what cannot be is dropped, and costs nothing else.
struct Testimony: Sendable, Equatable {
    let device: DeviceID
    let organization: OrganizationID
    let partner: PartnerID
    let journal: ReliabilitySample.Journal
    let historyFrom: Instant?
    let container: String?
    let heardAt: Instant
    let receivedAt: Instant
    /// Nil if nothing was looked at.
    let look: Range<Instant>?
    let boots: [Boot]
    let incidents: [Incident]
    let starts: [ReliabilitySample.Start]

    private static let incidentsTaken = 1000
    private static let startsTaken = 1000
    private static let bootsTaken = 32
    /// What lies further back weighs nothing any more.
    private static let reach = Duration.seconds(90 * 86_400)
    /// A boot may have begun long ago.
    private static let bootsReach = Duration.seconds(3650 * 86_400)

    init(_ said: From<ReliabilitySample>) {
        let sample = said.content
        let skew = said.skew
        let (first, now) = (said.receivedAt - Self.reach, said.receivedAt)
        func time(_ instant: Instant, from first: Instant) -> Instant { min(max(instant + skew, first), now) }
        (device, organization, partner) = (said.device, said.organization, said.partner)
        journal = sample.journal
        historyFrom = sample.historyFrom.map { time($0, from: now - Self.bootsReach) }
        container = sample.container.map { words($0, 100) }
        (heardAt, receivedAt) = (said.at, said.receivedAt)
        let span = Intervals.span(time(sample.lookedFrom, from: first), time(sample.lookedTo, from: first))
        look = span.isEmpty ? nil : span
        boots = sample.boots.suffix(Self.bootsTaken).compactMap { boot in
            let id = words(boot.id, 64)
            let (first, last) = (
                time(boot.first, from: now - Self.bootsReach), time(boot.last, from: now - Self.bootsReach)
            )
            return id.isEmpty || first > last ? nil : Boot(id: id, first: first, last: last, ending: boot.ending)
        }
        incidents = sample.incidents.suffix(Self.incidentsTaken).compactMap { incident in
            var incident = incident
            (incident.id, incident.name) = (words(incident.id, 200), words(incident.name, 300))
            (incident.detail, incident.at) = (words(incident.detail, 300), incident.at + skew)
            incident.exitStatus = incident.exitStatus.flatMap { Int32(exactly: $0).map(Int.init) }
            incident.signal = incident.signal.flatMap { Int32(exactly: $0).map(Int.init) }
            guard !incident.id.isEmpty, incident.at > first else { return nil }
            incident.at = min(incident.at, now)
            return incident
        }
        starts = sample.starts.suffix(Self.startsTaken).compactMap { start in
            let at = start.at + skew
            return start.unit.isEmpty || at <= first
                ? nil : ReliabilitySample.Start(unit: words(start.unit, 300), at: min(at, now))
        }
    }
}

extension From {
    /// By how much the device's clock was slow, in whole minutes, if by enough to matter; zero where it cannot be told.
    ///
    /// A sample waits a week at most as far as the server counts, so that of an older one it cannot say what was
    /// waiting and what was the clock. Minutes, as what one look ends with the next must still begin with.
    var skew: Duration {
        let (error, waited) = (at - observedAt, receivedAt - at)
        guard waited < .seconds(7 * 86_400), error >= .seconds(120) || error <= .seconds(-120) else { return .zero }
        return .seconds(Int((error / .seconds(60)).rounded()) * 60)
    }
}

/// At most so many scalars, none of them a null, which PostgreSQL cannot hold.
private func words(_ text: String, _ count: Int) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.lazy.filter { $0 != "\0" }.prefix(count)))
}
