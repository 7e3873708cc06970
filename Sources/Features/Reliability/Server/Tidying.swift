// SPDX-License-Identifier: Apache-2.0

import Postgres
import Shapes
import Vocabulary

/// How much of a device's past is kept; all of it is bounded, whatever a device tells.
enum Kept {
    static let incidents = Duration.seconds(90 * 86_400)
    static let boots = Duration.seconds(120 * 86_400)
    /// Far fewer leave nothing of a part's points, so that those that go change no score.
    static let incidentsOfACause = 500
    static let incidentsOfADevice = 10_000
    static let startsOfADevice = 2000
    static let bootsOfADevice = 2000
    static let looksOfADevice = 500
}

/// What a table has of each of some devices: `rows` reads it for the one that is called `w.device_id`.
///
/// One device at a time goes through the key whatever the planner believes; where a table has grown faster than its
/// statistics, a list of devices would have it read all of the organization's rows. Hence `rows` must end with a limit
/// or count something, or it would be taken apart again.
func each(_ devices: [DeviceID], _ columns: SQL, _ rows: SQL) -> SQL {
    """
    select \(sql: columns) from unnest(\(devices)::uuid[]) as w (device_id) cross join lateral (\(sql: rows)) f
    """
}

extension Session {
    /// Deletes what is past keeping, of any device.
    func forget(_ devices: [DeviceID], of organization: OrganizationID, at now: Instant) async throws {
        let (old, older) = (now - Kept.incidents, now - Kept.boots)
        let rows = own(organization)
        func past(_ table: SQL, _ isPast: SQL) -> SQL {
            delete(
                table, of: organization, devices,
                "select ctid from \(sql: table) where \(sql: rows) and \(sql: isPast) offset 0")
        }
        try await all([
            past("reliability_incident", "at < \(old)"), past("reliability_start", "at < \(old)"),
            past("reliability_boot", "last_at < \(older)"), past("reliability_look", "looked_to < \(older)"),
        ])
    }

    /// Deletes what there is too much of, of devices that have just told something.
    func thin(_ devices: [DeviceID], of organization: OrganizationID) async throws {
        let rows = own(organization)
        func beyond(_ most: Int, _ table: SQL, _ order: SQL) -> SQL {
            delete(
                table, of: organization, devices,
                """
                select ctid from (
                       select ctid, row_number() over (\(sql: order)) as nth from \(sql: table) where \(sql: rows)) ranked
                 where nth > \(most) offset 0
                """)
        }
        // Of one trouble the first and the last of a minute say as much as all: an episode ends after a minute's pause.
        let crowded = delete(
            "reliability_incident", of: organization, devices,
            """
            select ctid from (
                   select ctid, row_number() over same as nth, count(*) over minute as n
                     from reliability_incident where \(sql: rows)
                   window minute as (partition by cause, name, gravity, date_trunc('minute', at)),
                          same as (minute order by at, id)) ranked
             where nth > 1 and nth < n offset 0
            """)
        try await all([
            crowded,
            beyond(Kept.incidentsOfACause, "reliability_incident", "partition by cause order by at desc, id"),
            beyond(Kept.startsOfADevice, "reliability_start", "order by at desc, unit"),
            beyond(Kept.bootsOfADevice, "reliability_boot", "order by last_at desc, boot"),
            beyond(Kept.looksOfADevice, "reliability_look", "order by looked_to desc"),
        ])
    }
}

private func own(_ organization: OrganizationID) -> SQL { "org_id = \(organization) and device_id = w.device_id" }

/// Rows go by their places, which `places` reads for each device.
private func delete(_ table: SQL, of organization: OrganizationID, _ devices: [DeviceID], _ places: SQL) -> SQL {
    """
    delete from \(sql: table) where org_id = \(organization) and ctid = any (array(\(sql: each(devices, "f.ctid", places))))
    """
}
