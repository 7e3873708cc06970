// SPDX-License-Identifier: Apache-2.0
/// One statement on its way, and whoever waits for its answer.
struct Ask: Sendable {
    enum Kind: Sendable {
        /// Only reads, under its context, beside others.
        case read
        /// Asks whether anybody is there.
        case probe
        /// Part of a transaction.
        case step
        case commit
    }

    let sql: SQL
    let context: Context
    let kind: Kind
    private let gathering: Gathering
    private let index: Int

    /// Has been the victim of a neighbour once, and keeps to itself now.
    var isAlone: Bool
    /// Has lost a connection once.
    var wasLost = false
    /// Has met a stale plan once.
    var wasStale = false

    init(_ sql: SQL, _ context: Context, _ kind: Kind, for gathering: Gathering, at index: Int) {
        (self.sql, self.context, self.kind, self.gathering, self.index) = (sql, context, kind, gathering, index)
        isAlone = kind == .probe  // it has no context, so it must not run under a neighbour's
    }

    var isOver: Bool { gathering.waiter.isOver }
    var mayRepeat: Bool { kind == .read || kind == .probe }

    func succeed(_ rows: Rows) { gathering.receive(rows, at: index) }
    func fail(_ error: any Error) { gathering.fail(error) }
}

/// What follows from an answer that was none.
enum Sequel {
    case again(Ask)
    /// Not at once: its connection went, and the siblings of that connection may be doomed too.
    case againAfterPause(Ask)
}

extension Ask {
    /// Nobody knows whether it ran: what only reads is asked once more.
    func lost() -> Sequel? {
        var next = self
        next.wasLost = true
        if mayRepeat, !wasLost { return .againAfterPause(next) }
        fail(kind == .commit ? PostgresError.outcomeUnknown : .connectionLost)
        return nil
    }

    /// It did not run, because a statement before it in the same group failed.
    func spoiled(by error: PostgresError?) -> Sequel? {
        var next = self
        next.isAlone = true
        if mayRepeat, !isAlone, error == nil { return .again(next) }
        fail(error ?? .refused(sqlstate: "25P02", message: "an earlier statement failed"))
        return nil
    }

    /// The server said no.
    func refused(_ fault: Fault) -> Sequel? {
        if fault.isGoodbye { return lost() }
        var next = self
        (next.isAlone, next.wasStale) = (true, true)
        if fault.isStale, mayRepeat, !wasStale { return .again(next) }
        fail(fault.error)
        return nil
    }
}
