// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Postgres
public import Shapes
public import Vocabulary

/// One event as the log has it, ready to be told.
public struct Happened: Sendable {
    /// Rises in the order in which events became visible; gaps mean nothing.
    public let position: Int
    public let organization: OrganizationID
    let partner: PartnerID
    public let type: String
    public let category: Category
    public let severity: Severity
    public let devices: [DeviceID]
    /// The envelope, in JSON; made once for all who hear of it.
    public let envelope: String

    static let columns: SQL =
        """
        pos, org_id, partner_id, event_id, type, occurred_at, recorded_at, site_id, device_ids, severity, category,
        summary, details, correlation_id, causation_id, suggested_tools, untrusted
        """

    init(_ row: Row) throws {
        (position, organization, partner) = (try row("pos"), try row("org_id"), try row("partner_id"))
        (type, category, severity) = (try row("type"), try row("category"), try row("severity"))
        devices = try row("device_ids")
        let (id, site, cause): (EventID, SiteID?, EventID?) = (
            try row("event_id"), try row("site_id"), try row("causation_id")
        )
        let (occurred, recorded): (Instant, Instant) = (try row("occurred_at"), try row("recorded_at"))
        let (summary, details, correlation): (String, String, String) = (
            try row("summary"), try row("details"), try row("correlation_id")
        )
        let (tools, untrusted): ([String], [String]) = (try row("suggested_tools"), try row("untrusted"))
        var members: [String: JSON] = [
            "id": .string("\(id)"), "type": .string(type), "occurred_at": .string("\(occurred)"),
            "recorded_at": .string("\(recorded)"), "organization_id": .string("\(organization)"),
            "device_ids": .array(devices.map { .string("\($0)") }), "severity": .string(severity.rawValue),
            "category": .string(category.rawValue), "summary": .string(summary),
            "details": try JSON(parsing: Array(details.utf8)), "correlation_id": .string(correlation),
            "suggested_tools": .array(tools.map { .string($0) }), "untrusted": .array(untrusted.map { .string($0) }),
        ]
        members["site_id"] = site.map { .string("\($0)") }
        members["causation_id"] = cause.map { .string("\($0)") }
        envelope = String(decoding: JSON.object(members).bytes, as: UTF8.self)
    }
}

/// Of which organizations somebody may hear.
public enum Sight: Sendable, Equatable {
    case organizations(Set<OrganizationID>)
    case partner(PartnerID)

    func sees(_ event: Happened) -> Bool {
        switch self {
        case .organizations(let seen): seen.contains(event.organization)
        case .partner(let partner): event.partner == partner
        }
    }
}
