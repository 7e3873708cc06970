// SPDX-License-Identifier: Apache-2.0

import Postgres
import Shapes
import Vocabulary

/// How much of a device's past is kept; all of it is bounded, whatever a device tells.
enum Kept {
    static let incidents = Duration.seconds(90 * 86_400)
    static let boots = Duration.seconds(120 * 86_400)
    /// Of each cause of one device. Far fewer leave nothing of a part's points, so that those that go change no score.
    static let incidentsOfACause = 500
    static let startsOfADevice = 2000
    static let bootsOfADevice = 2000
    static let looksOfADevice = 500
}

extension Session {
    /// Deletes what is past keeping, of any device.
    func forget(_ devices: [DeviceID], of organization: OrganizationID, at now: Instant) async throws {
        let (old, older) = (now - Kept.incidents, now - Kept.boots)
        try await all([
            "delete from reliability_incident where org_id = \(organization) and device_id = any (\(devices)) and at < \(old)",
            "delete from reliability_start where org_id = \(organization) and device_id = any (\(devices)) and at < \(old)",
            "delete from reliability_boot where org_id = \(organization) and device_id = any (\(devices)) and last_at < \(older)",
            "delete from reliability_look where org_id = \(organization) and device_id = any (\(devices)) and looked_to < \(older)",
        ])
    }

    /// Deletes what there is too much of, of devices that have just told something.
    ///
    /// Of one trouble the first and the last of a minute say as much as all: an episode ends after a minute's pause.
    /// Rows go by their place, which is one step for each, however wrong the planner may guess a sudden flood.
    func thin(_ devices: [DeviceID], of organization: OrganizationID) async throws {
        try await all([
            """
            delete from reliability_incident where org_id = \(organization) and ctid = any (array(
                   select ctid from (
                          select ctid, row_number() over same as nth, count(*) over minute as n
                            from reliability_incident where org_id = \(organization) and device_id = any (\(devices))
                          window minute as (partition by device_id, cause, name, gravity, date_trunc('minute', at)),
                                 same as (minute order by at, id)) ranked
                    where nth > 1 and nth < n))
            """,
            """
            delete from reliability_incident where org_id = \(organization) and ctid = any (array(
                   select ctid from (
                          select ctid, row_number() over (partition by device_id, cause order by at desc, id) as nth
                            from reliability_incident where org_id = \(organization) and device_id = any (\(devices))
                   ) ranked where nth > \(Kept.incidentsOfACause)))
            """,
            """
            delete from reliability_start where org_id = \(organization) and ctid = any (array(
                   select ctid from (
                          select ctid, row_number() over (partition by device_id order by at desc, unit) as nth
                            from reliability_start where org_id = \(organization) and device_id = any (\(devices))
                   ) ranked where nth > \(Kept.startsOfADevice)))
            """,
            """
            delete from reliability_boot where org_id = \(organization) and ctid = any (array(
                   select ctid from (
                          select ctid, row_number() over (partition by device_id order by last_at desc, boot) as nth
                            from reliability_boot where org_id = \(organization) and device_id = any (\(devices))
                   ) ranked where nth > \(Kept.bootsOfADevice)))
            """,
            """
            delete from reliability_look where org_id = \(organization) and ctid = any (array(
                   select ctid from (
                          select ctid, row_number() over (partition by device_id order by looked_to desc) as nth
                            from reliability_look where org_id = \(organization) and device_id = any (\(devices))
                   ) ranked where nth > \(Kept.looksOfADevice)))
            """,
        ])
    }
}
