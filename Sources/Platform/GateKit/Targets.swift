// SPDX-License-Identifier: Apache-2.0
public import Postgres
public import Shapes
import Vocabulary

/// Where the gate finds to whom a thing belongs, for one kind of ids.
public struct Whose: Sendable {
    let noun: String
    let rows: SQL

    /// `rows`: a query of the columns `id` and `org_id`, over everything of that kind.
    public init<Kind: Noun>(_ kind: Kind.Type, _ rows: SQL) { (noun, self.rows) = (Kind.noun, rows) }
}

/// Everything that a call's arguments point at, resolved before the tool sees it.
struct Targets: Sendable, Equatable {
    let devices: [DeviceID]
    /// The organizations that they all belong to; a call may be about one only.
    let organizations: Set<OrganizationID>
}

extension Prepared {
    /// A foreign id and an unknown one get the same words, by the same statements.
    func targets(_ reading: Reading, _ owners: [Whose]) async throws -> Targets {
        let named = owners.map { (noun: $0.noun, rows: $0.rows, ids: ids(of: $0.noun)) }.filter { !$0.ids.isEmpty }
        let answers =
            named.isEmpty
            ? []
            : try await reading.all(
                named.map { "select id, org_id from (\(sql: $0.rows)) as target where id = any (\($0.ids)::uuid[])" })
        var organizations: Set<OrganizationID> = []
        for (kind, rows) in zip(named, answers) {
            let found = Dictionary(try rows.map { (try $0("id") as String, try $0("org_id") as OrganizationID) }) { $1 }
            if let stranger = kind.ids.first(where: { found[$0] == nil }) {
                throw Refusal.notFound("\(kind.noun) \(stranger)")
            }
            organizations.formUnion(found.values)
        }
        return Targets(devices: ids(of: Device.noun).compactMap { DeviceID($0) }, organizations: organizations)
    }
}
