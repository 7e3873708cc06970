// SPDX-License-Identifier: Apache-2.0
/// Where the server is, how many connections each loop may have there, and under which roles.
///
/// Connections are opened when they are needed and closed when nobody has needed them for a while.
public struct Plan: Sendable {
    public struct Role: Sendable {
        let name: String
        let shared: Int
        let leased: Int
        /// At most `shared` connections for readings, `leased` for transactions, on each loop.
        public init(_ name: StaticString, shared: Int, leased: Int) {
            (self.name, self.shared, self.leased) = (name.description, shared, leased)
        }
    }

    let address: String
    let roles: [Role]
    let patience: Duration
    let idle: Duration
    let silence: Duration
    let lease: Duration
    let budget: Int
    let hear: @Sendable (Notice) -> Void

    /// The address is a conninfo or a `postgresql://` URL, with TLS and all.
    ///
    /// Whatever user it names, each connection logs in as the role it is for, with the same password if there is one.
    /// A statement or transaction waits for a connection as long as `patience`; a server that says nothing for as long as
    /// `silence` while it owes an answer is given up, which must be longer than it lets a statement run; an unused
    /// connection is kept as long as `idle`; a transaction that is not done after `lease` is undone; all loops together
    /// have at most `budget` connections, and one for nudges.
    /// `hear` is told what the server says beside its answers, and why it could not be reached.
    public init(
        at address: String, _ roles: [Role], patience: Duration = .seconds(2), idle: Duration = .seconds(300),
        silence: Duration = .seconds(25), lease: Duration = .seconds(60), budget: Int = 40,
        hear: @escaping @Sendable (Notice) -> Void = { _ in }
    ) {
        precondition(!roles.isEmpty, "a plan without roles")
        precondition(Set(roles.map(\.name)).count == roles.count, "a role is planned twice")
        (self.address, self.roles, self.patience, self.idle, self.hear) = (address, roles, patience, idle, hear)
        (self.silence, self.lease, self.budget) = (silence, lease, budget)
        precondition(budget >= leastConnections, "a budget of \(budget) connections leaves some role without one")
    }

    /// So many a loop needs, that nobody waits for another role for ever.
    var leastConnections: Int { roles.reduce(0) { $0 + min($1.shared, 1) + min($1.leased, 1) } }
}

/// Something the server said beside its answers; details, which may quote values, are left out.
public struct Notice: Sendable, Equatable {
    public let severity: String
    public let sqlstate: String
    public let message: String

    public init(severity: String, sqlstate: String, message: String) {
        (self.severity, self.sqlstate, self.message) = (severity, sqlstate, message)
    }
}

/// What the connections of all loops have done so far.
public struct Counts: Sendable, Equatable {
    public internal(set) var asked = 0
    public internal(set) var flushed = 0
    public internal(set) var turns = 0
    /// Statements sent a second time: a neighbour failed, a plan was stale, or the connection went.
    public internal(set) var again = 0
    public internal(set) var opened = 0
    public internal(set) var lost = 0
    public internal(set) var cancelled = 0
    /// Turned away because too many were waiting.
    public internal(set) var busy = 0
    /// Gave up waiting for a connection.
    public internal(set) var late = 0

    static func + (left: Counts, right: Counts) -> Counts {
        var sum = left
        let fields: [WritableKeyPath<Counts, Int>] = [
            \.asked, \.flushed, \.turns, \.again, \.opened, \.lost, \.cancelled, \.busy, \.late,
        ]
        for field in fields { sum[keyPath: field] += right[keyPath: field] }
        return sum
    }
}
