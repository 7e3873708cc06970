// SPDX-License-Identifier: Apache-2.0
import CPQ
import Loops

extension Pool {
    /// One more connection for readings, if the role may have one; while one is on its way that is enough.
    func summonReader(for lane: Int) {
        let readers = lanes[lane].readers
        guard !readers.contains(where: { slots[$0].isDialling || slots[$0].isResting }),
            let slot = readers.first(where: { slots[$0].isClosed })
        else { return }
        dial(slot)
    }

    /// One for each who waits.
    func summonLeased(for lane: Int) {
        let leased = lanes[lane].leased
        guard !leased.contains(where: { slots[$0].isResting }) else { return }
        let wanted = lanes[lane].bidders.count - leased.count { slots[$0].isDialling }
        for slot in leased.filter({ slots[$0].isClosed }).prefix(max(0, wanted)) { dial(slot) }
    }

    /// Connecting blocks, so a thread of its own does it; the loop gets what it can watch.
    private func dial(_ slot: Int) {
        guard !isClosed, mayDial(slot) else { return }
        slots[slot].line = .dialling
        let (address, role, isShared) = (plan.address, lanes[slots[slot].lane].role, slots[slot].isShared)
        thread { [self] in
            switch dialled(address, as: role, isReadOnly: isShared) {
            case .open(let raw):
                nonisolated(unsafe) let raw = raw  // handed over
                enter { $0.adopt(raw, at: slot) }
            case .refused(let why): enter { $0.rest(slot, why) }
            }
        }
    }

    /// Takes one out of the budget, or begs for it if the lane would stand still without.
    private func mayDial(_ slot: Int) -> Bool {
        if budget.take() { return true }
        let lane = lanes[slots[slot].lane]
        let siblings = slots[slot].isShared ? lane.readers : lane.leased
        if siblings.allSatisfy({ slots[$0].connection == nil && !slots[$0].isDialling }) { budget.beg(self) }
        return false
    }

    private func adopt(_ raw: OpaquePointer, at slot: Int) {
        guard !isClosed else {
            PQfinish(raw)
            return budget.give()
        }
        let connection = Connection(raw, hear: plan.hear)
        let watch = Watch(connection.descriptor, on: loop) { [self] event in
            assumeIsolated { $0.happened(event, at: slot) }
        }
        slots[slot].line = .open(connection, watch)
        slots[slot].pause = 0
        slots[slot].lastUse = .now
        slots[slot].epoch += 1
        counts.opened += 1
        lastFailure = ""
        watchIdle()
        if slots[slot].isShared { unpark(slots[slot].lane) } else { lend(slots[slot].lane) }
    }

    /// Tries again after a while, if somebody waits still.
    private func rest(_ slot: Int, _ why: String) {
        if why != lastFailure { plan.hear(Notice(severity: "ERROR", sqlstate: "08001", message: why)) }
        lastFailure = why
        slots[slot].line = .resting
        budget.give()
        slots[slot].pause = min(max(20, slots[slot].pause * 2), 250)
        after(.milliseconds(slots[slot].pause)) { pool in
            pool.slots[slot].line = .closed
            let lane = pool.slots[slot].lane
            if !pool.lanes[lane].parked.isEmpty { pool.summonReader(for: lane) }
            if !pool.lanes[lane].bidders.isEmpty { pool.summonLeased(for: lane) }
        }
    }

    /// What only read is asked elsewhere, once; of what wrote, nobody knows.
    func lose(_ slot: Int) {
        guard slots[slot].connection != nil else { return }
        counts.lost += 1
        hangUp(slot)
        let lane = slots[slot].lane
        if !lanes[lane].bidders.isEmpty { lend(lane) }
    }

    /// Closes a connection; whoever was served by it hears of it.
    func hangUp(_ slot: Int) {
        guard case .open(let connection, let watch) = slots[slot].line else { return }
        watch.stop()  // before libpq closes the descriptor
        if case .cancelling(let ending?) = slots[slot].tenure { ending.fail(PostgresError.connectionLost) }
        slots[slot].line = .closed
        slots[slot].tenure = .none
        slots[slot].epoch += 1
        slots[slot].isDirty = false
        dirty.removeAll { $0 == slot }
        defer { budget.give() }
        connection.copying?.over(PostgresError.connectionLost)
        for ask in connection.abandoned() {
            if isClosed {
                ask.fail(ask.kind == .commit ? PostgresError.outcomeUnknown : .connectionLost)
            } else if let sequel = ask.lost() {
                follow(sequel, in: slots[slot].lane)
            }
        }
    }

    /// Closes what nobody has used for a while; runs only while there is something open.
    private func watchIdle() {
        guard !isWatchingIdle else { return }
        isWatchingIdle = true
        after(plan.idle / 5) { pool in
            pool.isWatchingIdle = false
            let limit = ContinuousClock.now - pool.plan.idle
            for slot in pool.slots.indices {
                guard case .none = pool.slots[slot].tenure, let connection = pool.slots[slot].connection else {
                    continue
                }
                if connection.isIdle, pool.slots[slot].lastUse < limit { pool.hangUp(slot) }
            }
            if pool.slots.contains(where: { $0.connection != nil }) { pool.watchIdle() }
        }
    }
}
