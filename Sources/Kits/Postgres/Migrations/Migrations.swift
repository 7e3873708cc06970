// SPDX-License-Identifier: Apache-2.0

/// The steps by which a database became what it is: only forward, each once, in order, as the owner of everything.
public struct Migrations: Sendable {
    let steps: [(name: String, sql: String)]
    let release: Release

    /// Which program brings them: its version, and the oldest one whose servers may run beside it on one database.
    public struct Release: Sendable {
        let version: String
        let since: String
        public init(_ version: String, since: String) { (self.version, self.since) = (version, since) }
    }

    public init(_ steps: [(name: String, sql: String)], by release: Release = Release("0", since: "0")) {
        precondition(Set(steps.map(\.name)).count == steps.count, "two migrations of one name")
        (self.steps, self.release) = (steps, release)
    }

    /// Why a program must not go on with this database.
    public enum Failed: Error, Equatable, CustomStringConvertible {
        case changed(String)
        /// Applied by a program that does not run beside this one; `since` is the oldest that does, if it said so.
        case unknown(String, since: String?)
        case refused(String, why: String)
        case unreachable(why: String)
        /// Another server is at it, and does not come to an end.
        case waiting

        public var description: String {
            switch self {
            case .changed(let name):
                "the migration \(name) is not what was applied to this database: restore it, and add a new one instead"
            case .unknown(let name, let since):
                "a newer program has been here: this one does not know the migration \(name); start "
                    + (since.map { "release \($0) or a newer one" } ?? "the newer program")
                    + ", or restore a backup from before"
            case .refused(let name, let why): "the migration \(name) failed, and nothing of it remains: \(why)"
            case .unreachable(let why):
                "PostgreSQL cannot be reached: \(why.replacing("\t", with: "")); start it, or correct its address"
            case .waiting: "another server has been migrating this database for an hour: look there"
            }
        }
    }

    /// Brings the database up to date, blocking, and says which steps that took.
    ///
    /// Of several servers that start at once, one does it and the others wait. `before` runs before the first new step
    /// of a database that has had some already: the moment for a backup.
    @discardableResult
    public func apply(
        at address: String, before: (_ first: String) throws -> Void = { _ in }
    ) throws -> [String] {
        let owner: StartupConnection
        let applied: [String: Applied]
        do {
            owner = try StartupConnection(address, as: Roles.owner)
            guard try owner.takesTurn() else { throw Failed.waiting }
            applied = try owner.appliedSteps()
        } catch let error as Complaint {
            throw Failed.unreachable(why: error.message)
        }
        let due = steps.filter { applied[$0.name] == nil }
        try checkNeighbors(applied, areAllOurs: due.isEmpty)
        for step in steps where applied[step.name].map({ $0.checksum != owner.checksum(of: step.sql) }) ?? false {
            throw Failed.changed(step.name)
        }
        if let first = due.first, !applied.isEmpty { try before(first.name) }
        for step in due { try owner.apply(step, release) }
        return due.map(\.name)
    }

    /// What a newer program has done here must be what this one can live with: it adds now, and takes away a release later.
    private func checkNeighbors(_ applied: [String: Applied], areAllOurs: Bool) throws(Failed) {
        let known = Set(steps.map(\.name))
        let strange = applied.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }
        for (name, step) in strange {
            let isNeighbor = step.since.map { !isOlder(release.version, $0) } ?? false
            guard isNeighbor, areAllOurs else { throw .unknown(name, since: step.since) }
        }
    }
}

/// A step that a database has had.
struct Applied {
    let checksum: String
    /// The oldest release that may run beside the one that applied it.
    let since: String?
}

/// Whether a version comes before another; number by number, not by spelling.
func isOlder(_ version: String, _ other: String) -> Bool {
    func numbers(_ text: String) -> [Int] { text.split(separator: ".").map { Int($0.prefix { $0.isNumber }) ?? 0 } }
    return numbers(version).lexicographicallyPrecedes(numbers(other))
}
