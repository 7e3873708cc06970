// SPDX-License-Identifier: Apache-2.0
import Loops

extension Pool {
    /// A server that stands still keeps its connections open: only its silence tells.
    ///
    /// Looks while anything is owed.
    func watchSilence() {
        guard !isWatchingSilence else { return }
        isWatchingSilence = true
        after(min(.seconds(1), plan.silence / 4)) { pool in
            pool.isWatchingSilence = false
            var isOwed = false
            for slot in pool.slots.indices {
                guard let connection = pool.slots[slot].connection, !connection.due.isEmpty else {
                    pool.slots[slot].silentSince = nil
                    continue
                }
                isOwed = true
                let since = pool.slots[slot].silentSince ?? .now
                pool.slots[slot].silentSince = since
                if since + pool.plan.silence < .now { pool.giveUp(slot, connection) }
            }
            if isOwed { pool.watchSilence() }
        }
    }

    /// A transaction that goes on for too long holds rows and old versions that others need: it is undone.
    ///
    /// Looks while anything is lent.
    func watchLeases() {
        guard !isWatchingLeases else { return }
        isWatchingLeases = true
        after(min(.seconds(1), plan.lease / 4)) { pool in
            pool.isWatchingLeases = false
            for slot in pool.slots.indices {
                guard case .lent = pool.slots[slot].tenure, let connection = pool.slots[slot].connection else {
                    continue
                }
                if pool.slots[slot].due < .now { pool.giveUp(slot, connection) } else { pool.watchLeases() }
            }
        }
    }

    /// Whoever waits on it hears of it now; asking again elsewhere would only wait as long once more.
    private func giveUp(_ slot: Int, _ connection: Connection) {
        for ask in connection.abandoned() {
            counts.late += 1
            ask.fail(ask.kind == .commit ? PostgresError.outcomeUnknown : .deadline)
        }
        lose(slot)
    }
}
