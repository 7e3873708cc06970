// SPDX-License-Identifier: Apache-2.0
import CPQ
import Loops

extension Pool {
    /// Statements of a transaction, always waited for; if the task is cancelled, the server is told to give up on them.
    nonisolated func step(_ statements: [SQL], _ context: Context, at place: Place) async throws -> [Rows] {
        guard !statements.isEmpty else { return [] }
        let gathering = Gathering(statements.count)
        do {
            return try await withTaskCancellationHandler {
                try await withUnsafeThrowingContinuation { continuation in
                    guard gathering.waiter.wait(continuation) else { return }
                    enter { pool in
                        if let flaw = statements.lazy.compactMap(\.flaw).first { return gathering.fail(flaw) }
                        pool.send(
                            statements.enumerated().map { Ask($1, context, .step, for: gathering, at: $0) }, at: place)
                    }
                }
            } onCancel: {
                enter { $0.cancel(at: place) }
            }
        } catch let error as PostgresError {
            try Task.checkCancellation()
            throw error
        }
    }

    /// Commits or rolls back, cancelled or not, and gives the connection back.
    nonisolated func end(_ verb: SQL, _ context: Context, at place: Place) async throws -> Rows {
        defer { enter { $0.takeBack(place) } }
        let gathering = Gathering(1)
        let rows: [Rows] = try await withUnsafeThrowingContinuation { continuation in
            guard gathering.waiter.wait(continuation) else { return }
            enter { $0.end(Ask(verb, context, verb == "commit" ? .commit : .step, for: gathering, at: 0), at: place) }
        }
        return rows[0]
    }

    private func end(_ ask: Ask, at place: Place) {
        guard connection(at: place) != nil else {
            // It went before this was sent, so nothing was committed.
            return ask.fail(PostgresError.connectionLost)
        }
        if case .cancelling = slots[place.slot].tenure {
            slots[place.slot].tenure = .cancelling(then: ask)
        } else {
            slots[place.slot].tenure = .ending
            send([ask], at: place)
        }
    }

    private func takeBack(_ place: Place) {
        guard connection(at: place) != nil else { return }
        slots[place.slot].tenure = .returning
        lendAgain(place.slot)
    }

    /// When the server has said its last word about the transaction.
    func lendAgain(_ slot: Int) {
        guard case .returning = slots[slot].tenure, let connection = slots[slot].connection, connection.due.isEmpty
        else { return }
        slots[slot].tenure = .none
        slots[slot].epoch += 1
        // It may be in a transaction still: nobody else shall get that.
        if !connection.isIdle || connection.copying != nil { hangUp(slot) }
        lend(slots[slot].lane)
    }

    /// `PQcancel` dials and blocks, so a thread does it; whatever ends the transaction waits for it,
    /// for a cancellation that is still on its way would hit that instead.
    private func cancel(at place: Place) {
        guard let connection = connection(at: place), connection.load > 0, case .lent = slots[place.slot].tenure,
            let handle = PQgetCancel(connection.raw)
        else { return }
        counts.cancelled += 1
        slots[place.slot].tenure = .cancelling(then: nil)
        nonisolated(unsafe) let cancellation = handle  // used by that thread only
        thread { [self] in
            var message = [CChar](repeating: 0, count: 256)
            PQcancel(cancellation, &message, Int32(message.count))
            PQfreeCancel(cancellation)
            enter { $0.cancelled(at: place) }
        }
        after(.seconds(5)) { pool in
            guard pool.connection(at: place) != nil, case .cancelling = pool.slots[place.slot].tenure else { return }
            pool.lose(place.slot)  // the server cannot even be told
        }
    }

    private func cancelled(at place: Place) {
        guard connection(at: place) != nil, case .cancelling(let ending) = slots[place.slot].tenure else { return }
        slots[place.slot].tenure = .lent
        if let ending { end(ending, at: place) }
    }
}
