// SPDX-License-Identifier: Apache-2.0
import Postgres
import Shapes
import Vocabulary

/// Everything that a call's arguments point at, resolved before the tool sees it.
struct Targets: Sendable, Equatable {
    let devices: [DeviceID]
    /// The organizations that they all belong to; a call may be about one only.
    let organizations: Set<OrganizationID>
}

extension Prepared {
    /// A foreign id and an unknown one get the same words, by the same statements.
    func targets(_ reading: Reading) async throws -> Targets {
        let (devices, sites, organizations) = (devices, sites, organizations)
        var questions: [SQL] = []
        if !devices.isEmpty { questions.append("select id, org_id from device_target where id = any (\(devices))") }
        if !sites.isEmpty { questions.append("select id, org_id from house.site where id = any (\(sites))") }
        if !organizations.isEmpty {
            questions.append(
                "select org_id as id, org_id from house.organization where org_id = any (\(organizations))")
        }
        guard !questions.isEmpty else { return Targets(devices: [], organizations: []) }
        var owners: [String: OrganizationID] = [:]
        for row in try await reading.all(questions).joined() {
            let id: String = try row("id")
            owners[id] = try row("org_id")
        }
        let wanted =
            devices.map { (Device.noun, "\($0)") } + sites.map { (Site.noun, "\($0)") }
            + organizations.map { (Organization.noun, "\($0)") }
        if let (noun, stranger) = wanted.first(where: { owners[$0.1] == nil }) {
            throw Refusal.notFound("\(noun) \(stranger)")
        }
        return Targets(devices: devices, organizations: Set(owners.values))
    }
}
