// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import FeatureKit
import GateKit
import Postgres
import Secrets
import Shapes
import Vocabulary

/// An enrollment key that has just been used once more, or was found to be used up.
struct UsedKey: Sendable {
    let id: EnrollmentKeyID
    let shown: String
    let organization: OrganizationID
    let partner: PartnerID
    let site: SiteID
    let expiresAt: Instant
    let hadRoom: Bool
}

/// Which continuity tokens are a device's.
struct Chain: Sendable {
    let lifecycle: Lifecycle
    let shown: String?
    let next: String?

    /// Nobody has shown anything since a person released it.
    var isFresh: Bool { shown == nil && next == nil }
    func holds(_ token: Digest) -> Bool {
        [shown, next].compactMap { $0.flatMap(Digest.init(hex:)) }.contains(token)
    }
}

extension Reading {
    /// By the certificate's own row; a device that is out of care is not recognised at all.
    func device(certifiedBy fingerprint: Digest) async throws -> Admitted? {
        let row = try await one(
            """
            select d.org_id, d.partner_id, d.id, d.lifecycle
              from devices_certificate c join devices_device d on d.org_id = c.org_id and d.id = c.device_id
             where c.fingerprint = \(fingerprint.hex) and c.revoked_at is null and d.lifecycle <> 'decommissioned'
            """)
        return try row.map { row in
            let lifecycle: Lifecycle = try row("lifecycle")
            return Admitted(
                try row("id"), of: try row("org_id"), try row("partner_id"), isActive: lifecycle != .quarantined)
        }
    }
}

extension Session {
    /// Counts one use; of a key without room left it only tells.
    func useEnrollmentKey(_ token: Digest) async throws -> UsedKey? {
        let row = try await one(
            """
            select org_id, partner_id, id, site_id, shown, expires_at, uses < max_uses as had_room
              from devices_enrollment_key where digest = \(token.hex) for update
            """)
        guard let row else { return nil }
        let key = UsedKey(
            id: try row("id"), shown: try row("shown"), organization: try row("org_id"), partner: try row("partner_id"),
            site: try row("site_id"), expiresAt: try row("expires_at"), hadRoom: try row("had_room"))
        if key.hadRoom {
            try await run(
                "update devices_enrollment_key set uses = uses + 1 where org_id = \(key.organization) and id = \(key.id)"
            )
        }
        return key
    }

    func insertDevice(_ device: Admitted, _ key: UsedKey, _ said: Said, _ token: Digest, at now: Instant) async throws {
        try await run(
            """
            insert into devices_device (org_id, partner_id, id, site_id, hostname, os_family, os_name, os_version, kernel,
                                        architecture, agent_version, lifecycle, lifecycle_reason, enrolled_at,
                                        enrollment_key_id, token_next)
            values (\(device.organization), \(device.partner), \(device.device), \(key.site), \(said.hostname),
                    \(said.os.family), \(said.os.name), \(said.os.version), \(said.os.kernel), \(said.os.architecture),
                    \(said.agentVersion), 'active', 'Enrolled.', \(now), \(key.id), \(token.hex))
            """)
    }

    func insertCertificate(_ certificate: Certificate, of device: Admitted, at now: Instant) async throws {
        try await run(
            """
            insert into devices_certificate (org_id, partner_id, device_id, fingerprint, serial, issued_at, expires_at)
            values (\(device.organization), \(device.partner), \(device.device), \(certificate.fingerprint.hex),
                    \(certificate.serial), \(now), \(certificate.notAfter))
            """)
    }

    func lockChain(of device: Admitted) async throws -> Chain {
        let row = try await one(
            """
            select lifecycle, token_shown, token_next from devices_device
             where org_id = \(device.organization) and id = \(device.device) for update
            """)
        guard let row else { throw Refusal.notFound("device \(device.device)") }
        return Chain(lifecycle: try row("lifecycle"), shown: try row("token_shown"), next: try row("token_next"))
    }

    func quarantine(_ device: Admitted, because reason: String) async throws {
        try await run(
            """
            update devices_device set lifecycle = 'quarantined', lifecycle_reason = \(reason), revision = revision + 1
             where org_id = \(device.organization) and id = \(device.device)
            """)
    }

    /// False if it has left before.
    func decommission(_ device: DeviceID, because reason: String?, _ call: Call) async throws -> Bool {
        let left = try await run(
            """
            update devices_device set lifecycle = 'decommissioned', revision = revision + 1, token_shown = null,
                   token_next = null, lifecycle_reason = coalesce(\(reason), 'Taken out of care.')
             where org_id = \(call.organization) and id = \(device) and lifecycle <> 'decommissioned'
            """)
        try await run(
            """
            update devices_certificate set revoked_at = \(call.now)
             where org_id = \(call.organization) and device_id = \(device) and revoked_at is null
            """)
        return left == 1
    }

    func greet(_ device: Admitted, _ said: Said, shown: Digest?, next: Digest, at now: Instant) async throws {
        try await run(
            """
            update devices_device set hostname = \(said.hostname), os_family = \(said.os.family),
                   os_name = \(said.os.name), os_version = \(said.os.version), kernel = \(said.os.kernel),
                   architecture = \(said.os.architecture), agent_version = \(said.agentVersion),
                   capabilities = \(said.capabilities), boot = \(said.boot), token_shown = \(shown?.hex),
                   token_next = \(next.hex)
             where org_id = \(device.organization) and id = \(device.device)
            """)
        try await see([device], at: now)
    }

    /// One statement for all live links; sorted, so that two servers cannot lock each other.
    func see(_ devices: [Admitted], at now: Instant) async throws {
        let devices = devices.sorted { $0.device.description < $1.device.description }
        try await run(
            """
            insert into devices_state as s (org_id, partner_id, device_id, last_seen)
            select org_id, partner_id, device_id, \(now)
              from unnest(\(devices.map(\.organization))::uuid[], \(devices.map(\.partner))::uuid[],
                          \(devices.map(\.device))::uuid[]) as seen (org_id, partner_id, device_id)
             where exists (select from devices_device d where d.org_id = seen.org_id and d.id = seen.device_id
                              and d.lifecycle in ('pending', 'active'))
            on conflict (org_id, device_id) do update set last_seen = greatest(s.last_seen, excluded.last_seen)
            """)
    }

    /// Those whose links must not go on.
    func outOfCare(_ devices: [Admitted]) async throws -> [DeviceID] {
        try await rows(
            """
            select d.id from devices_device d
              join unnest(\(devices.map(\.organization))::uuid[], \(devices.map(\.device))::uuid[])
                as seen (org_id, device_id) on d.org_id = seen.org_id and d.id = seen.device_id
             where d.lifecycle not in ('pending', 'active')
            """, limit: devices.count
        ).map { try $0("id") }
    }
}
