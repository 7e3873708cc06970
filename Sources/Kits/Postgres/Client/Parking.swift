// SPDX-License-Identifier: Apache-2.0
import Loops

extension Pool {
    /// Waits for a connection, but neither for ever nor in any number.
    func park(_ ask: Ask, in lane: Int) {
        guard lanes[lane].parked.count < Lane.mostParked else {
            counts.busy += 1
            return ask.fail(PostgresError.busy)
        }
        lanes[lane].parked.append(Parked(ask: ask, deadline: .now + plan.patience))
        watchQueues()
    }

    func unpark(_ lane: Int) {
        for _ in 0..<lanes[lane].parked.count {
            guard lanes[lane].readers.contains(where: { slots[$0].connection.map { $0.load < Self.load } ?? false }),
                let parked = lanes[lane].parked.removeFirst()
            else { return }
            if !parked.ask.isOver { submit([parked.ask], in: lane) }
        }
    }

    /// Whoever was cancelled gives up their place in the queue.
    func takeBack(in context: Context) {
        guard let lane = laneOf[context.role] else { return }
        lanes[lane].parked.removeAll { $0.ask.isOver }
        lanes[lane].bidders.removeAll { $0.waiter.isOver }
    }

    /// One timer for all who wait, while anybody does.
    func watchQueues() {
        guard !isWatchingQueues else { return }
        isWatchingQueues = true
        after(.milliseconds(50)) { pool in
            pool.isWatchingQueues = false
            pool.dismissLate()
        }
    }

    private func dismissLate() {
        let now = ContinuousClock.now
        for lane in lanes.indices {
            while let parked = lanes[lane].parked.first, parked.ask.isOver || parked.deadline <= now {
                lanes[lane].parked.removeFirst()
                guard !parked.ask.isOver else { continue }
                counts.late += 1
                parked.ask.fail(PostgresError.deadline)
            }
            while let bid = lanes[lane].bidders.first, bid.waiter.isOver || bid.deadline <= now {
                lanes[lane].bidders.removeFirst()
                if bid.waiter.finish(.failure(PostgresError.deadline)) { counts.late += 1 }
            }
        }
        if lanes.contains(where: { !$0.parked.isEmpty || !$0.bidders.isEmpty }) { watchQueues() }
    }
}
