// SPDX-License-Identifier: Apache-2.0
import Loops

extension Pool {
    /// Each connection that was given work in this turn is flushed once, at its end.
    func touch(_ slot: Int) {
        guard !slots[slot].isDirty else { return }
        slots[slot].lastUse = .now
        slots[slot].isDirty = true
        watchSilence()
        dirty.append(slot)
        guard dirty.count == 1 else { return }
        loop.atEndOfTurn { [self] in assumeIsolated { $0.flush() } }
    }

    private func flush() {
        counts.turns += 1
        let due = dirty
        dirty.removeAll(keepingCapacity: true)
        for slot in due { flush(slot) }
    }

    private func flush(_ slot: Int) {
        slots[slot].isDirty = false
        guard case .open(let connection, let watch) = slots[slot].line else { return }
        counts.flushed += 1
        switch connection.flush() {
        case .all: connection.copying?.taken()
        case .some: watch.awaitRoom()  // and it goes on reading meanwhile
        case .lost: lose(slot)
        }
    }

    func happened(_ event: Watch.Event, at slot: Int) {
        switch event {
        case .writable:
            slots[slot].silentSince = nil  // it takes what we send
            flush(slot)
        case .broken: lose(slot)
        case .readable:
            guard let connection = slots[slot].connection else { return }
            slots[slot].silentSince = nil
            let sequels = connection.read()
            if connection.isBroken { lose(slot) }
            for sequel in sequels { follow(sequel, in: slots[slot].lane) }
            lendAgain(slot)
            unpark(slots[slot].lane)
            if budget.isNeeded { spare() }
        }
    }
}
