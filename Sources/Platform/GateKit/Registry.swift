// SPDX-License-Identifier: Apache-2.0
import Postgres
public import Shapes
import Vocabulary

/// Every tool of this installation; the doors read it, nothing else lists tools.
public struct Registry: Sendable {
    public let entries: [Entry]
    public let permissions: Set<Permission>
    private let byName: [String: Entry]
    /// To whom belongs what calls point at: the two kinds that all stand on, and those that features add.
    let owners: [Whose]

    public init(_ tools: [any Tool], owners: [Whose] = []) {
        self.owners =
            [
                Whose(Site.self, "select id, org_id from house.site"),
                Whose(Organization.self, "select org_id as id, org_id from house.organization"),
            ] + owners
        entries = tools.map { Entry($0) }.sorted { $0.name < $1.name }
        permissions = Set(entries.map(\.permission) + [.events])
        byName = Dictionary(entries.map { ($0.name, $0) }) { _, twin in
            preconditionFailure("two tools named \(twin.name)")
        }
        for entry in entries {
            let twin = permissions.first { $0 == entry.permission }
            precondition(
                twin?.isForPeople == entry.permission.isForPeople,
                "\(entry.permission) is for people only in one tool and not in another")
        }
    }

    public subscript(name: String) -> Entry? { byName[name] }

    /// The one Answer of low risk that asks for an id of that kind and nothing else: such a thing has an address.
    public func reader(of noun: String) -> (entry: Entry, field: Member)? {
        let readers = entries.compactMap { entry -> (Entry, Member)? in
            let due = entry.input.members.filter(\.isRequired)
            guard entry.isAnswer, entry.risk.level == .low, due.count == 1, due[0].shape == .id(of: noun) else {
                return nil
            }
            return (entry, due[0])
        }
        return readers.count == 1 ? readers[0] : nil
    }

    func entry(_ name: String) throws(Refusal) -> Entry {
        guard let entry = byName[name] else { throw .notFound("tool \(name.prefix(48))") }
        return entry
    }
}

extension Permission {
    /// To hear of what happens, which is no tool's: the stream of events asks for it.
    public static let events: Permission = "events:read"
}
