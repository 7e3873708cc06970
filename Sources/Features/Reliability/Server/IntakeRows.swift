// SPDX-License-Identifier: Apache-2.0

import FeatureKit
import GateKit
import Postgres
import ReliabilityWire
import Shapes
import Vocabulary

/// Whose a fact is.
private struct Told<Fact> {
    let by: Testimony
    let fact: Fact
}

extension [Testimony] {
    fileprivate func facts<Fact>(_ facts: (Testimony) -> some Sequence<Fact>) -> [Told<Fact>] {
        flatMap { testimony in facts(testimony).map { Told(by: testimony, fact: $0) } }
    }

    /// Each boot once, as the latest testimony has it; how it ended is not forgotten again.
    fileprivate var boots: [Told<Boot>] {
        var latest: [String: Told<Boot>] = [:]
        for told in facts(\.boots) {
            let key = "\(told.by.device) \(told.fact.id)"
            guard let before = latest[key]?.fact else {
                latest[key] = told
                continue
            }
            let isForgotten = told.fact.ending == .unknown && before.ending != .running
            latest[key] = Told(
                by: told.by,
                fact: Boot(
                    id: before.id, first: Swift.min(before.first, told.fact.first),
                    last: Swift.max(before.last, told.fact.last),
                    ending: isForgotten ? before.ending : told.fact.ending))
        }
        return latest.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The latest of each device, in an order that is the same for all servers.
    fileprivate var latest: [Testimony] {
        Dictionary(map { ($0.device, $0) }) { _, later in later }.values.sorted {
            $0.device.description < $1.device.description
        }
    }
}

// One statement for each table, however many devices and organizations.
extension Session {
    /// The devices come last: from then on until the commit the job cannot judge them.
    func keep(_ testimonies: [Testimony]) async throws {
        try await all([
            insertLooks(testimonies.facts { $0.look.map { [$0] } ?? [] }), upsertBoots(testimonies.boots),
            insertIncidents(testimonies.facts(\.incidents)), insertStarts(testimonies.facts(\.starts)),
            upsertDevices(testimonies.latest),
        ])
    }
}

private func insertLooks(_ looks: [Told<Range<Instant>>]) -> SQL {
    """
    insert into reliability_look (org_id, partner_id, device_id, looked_from, looked_to)
    select * from unnest(\(looks.map(\.by.organization))::uuid[], \(looks.map(\.by.partner))::uuid[],
                         \(looks.map(\.by.device))::uuid[], \(looks.map(\.fact.lowerBound))::timestamptz[],
                         \(looks.map(\.fact.upperBound))::timestamptz[])
    on conflict do nothing
    """
}

private func upsertBoots(_ boots: [Told<Boot>]) -> SQL {
    """
    insert into reliability_boot as b (org_id, partner_id, device_id, boot, first_at, last_at, ending)
    select * from unnest(\(boots.map(\.by.organization))::uuid[], \(boots.map(\.by.partner))::uuid[],
                         \(boots.map(\.by.device))::uuid[], \(boots.map(\.fact.id))::text[],
                         \(boots.map(\.fact.first))::timestamptz[], \(boots.map(\.fact.last))::timestamptz[],
                         \(boots.map(\.fact.ending))::text[])
    on conflict (org_id, device_id, boot) do update set
       first_at = least(b.first_at, excluded.first_at), last_at = greatest(b.last_at, excluded.last_at),
       ending = case when excluded.ending = 'unknown' and b.ending <> 'running' then b.ending else excluded.ending end
     where excluded.first_at < b.first_at or excluded.last_at > b.last_at or excluded.ending <> b.ending
    """
}

private func insertIncidents(_ incidents: [Told<Incident>]) -> SQL {
    """
    insert into reliability_incident (
           org_id, partner_id, device_id, id, at, cause, name, detail, exit_status, signal, gravity)
    select * from unnest(\(incidents.map(\.by.organization))::uuid[], \(incidents.map(\.by.partner))::uuid[],
                         \(incidents.map(\.by.device))::uuid[], \(incidents.map(\.fact.id))::text[],
                         \(incidents.map(\.fact.at))::timestamptz[], \(incidents.map(\.fact.cause.rawValue))::text[],
                         \(incidents.map(\.fact.name))::text[], \(incidents.map(\.fact.detail))::text[],
                         \(incidents.map(\.fact.exitStatus))::int[], \(incidents.map(\.fact.signal))::int[],
                         \(incidents.map(\.fact.gravity))::text[])
    on conflict do nothing
    """
}

private func insertStarts(_ starts: [Told<ReliabilitySample.Start>]) -> SQL {
    """
    insert into reliability_start (org_id, partner_id, device_id, unit, at)
    select * from unnest(\(starts.map(\.by.organization))::uuid[], \(starts.map(\.by.partner))::uuid[],
                         \(starts.map(\.by.device))::uuid[], \(starts.map(\.fact.unit))::text[],
                         \(starts.map(\.fact.at))::timestamptz[])
    on conflict do nothing
    """
}

private func upsertDevices(_ told: [Testimony]) -> SQL {
    """
    insert into reliability_device as d (
           org_id, partner_id, device_id, journal, history_from, container, heard_at, changed_at)
    select * from unnest(\(told.map(\.organization))::uuid[], \(told.map(\.partner))::uuid[],
                         \(told.map(\.device))::uuid[], \(told.map(\.journal))::text[],
                         \(told.map(\.historyFrom))::timestamptz[], \(told.map(\.container))::text[],
                         \(told.map(\.heardAt))::timestamptz[], \(told.map(\.receivedAt))::timestamptz[])
    on conflict (org_id, device_id) do update set
       journal = excluded.journal, history_from = coalesce(excluded.history_from, d.history_from),
       container = excluded.container, heard_at = excluded.heard_at,
       changed_at = coalesce(d.changed_at, excluded.changed_at)
    """
}
