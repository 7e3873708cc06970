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
    func thin(_ devices: [DeviceID], of organization: OrganizationID) async throws {
        try await all([
            """
            delete from reliability_incident i using (
                   select device_id, id, row_number() over same as nth,
                          count(*) over (partition by device_id, cause, name, gravity, date_trunc('minute', at)) as n
                     from reliability_incident where org_id = \(organization) and device_id = any (\(devices))
                   window same as (
                          partition by device_id, cause, name, gravity, date_trunc('minute', at) order by at, id)) ranked
             where i.org_id = \(organization) and i.device_id = ranked.device_id and i.id = ranked.id
               and ranked.nth > 1 and ranked.nth < ranked.n
            """,
            """
            delete from reliability_incident i using (
                   select device_id, id, row_number() over (partition by device_id, cause order by at desc, id) as nth
                     from reliability_incident where org_id = \(organization) and device_id = any (\(devices))) ranked
             where i.org_id = \(organization) and i.device_id = ranked.device_id and i.id = ranked.id
               and ranked.nth > \(Kept.incidentsOfACause)
            """,
            """
            delete from reliability_start s using (
                   select device_id, unit, at, row_number() over (partition by device_id order by at desc, unit) as nth
                     from reliability_start where org_id = \(organization) and device_id = any (\(devices))) ranked
             where s.org_id = \(organization) and s.device_id = ranked.device_id and s.unit = ranked.unit
               and s.at = ranked.at and ranked.nth > \(Kept.startsOfADevice)
            """,
            """
            delete from reliability_boot b using (
                   select device_id, boot, row_number() over (partition by device_id order by last_at desc, boot) as nth
                     from reliability_boot where org_id = \(organization) and device_id = any (\(devices))) ranked
             where b.org_id = \(organization) and b.device_id = ranked.device_id and b.boot = ranked.boot
               and ranked.nth > \(Kept.bootsOfADevice)
            """,
        ])
    }
}
