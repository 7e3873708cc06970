// SPDX-License-Identifier: Apache-2.0
import Loops

/// Somebody who waits for a connection of their own.
struct Bid: Sendable {
    let context: Context
    let deadline: ContinuousClock.Instant
    let waiter: Waiter<Place>
}

/// A connection that was lent; after it was lost or given back, the epoch is another.
struct Place: Sendable {
    let slot: Int
    let epoch: Int
}

/// One connection, ours for one transaction.
struct Lease: Sendable {
    let pool: Pool
    let context: Context
    let place: Place
    let nudges = Nudges()

    func run(_ statements: [SQL]) async throws -> [Rows] {
        try Task.checkCancellation()
        return try await pool.step(statements, context, at: place)
    }

    func commit() async throws {
        let tag = try await pool.end("commit", context, at: place).tag
        guard tag == "COMMIT" else {
            throw PostgresError.refused(sqlstate: "25P02", message: "a statement had failed, so it was rolled back")
        }
    }

    /// If this does not succeed, the connection is gone, and so is what it did.
    func rollBack() async { _ = try? await pool.end("rollback", context, at: place) }
}

extension Pool {
    nonisolated func lease(_ context: Context) async throws -> Lease {
        let waiter = Waiter<Place>()
        let place = try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                guard waiter.wait(continuation) else { return }
                enter { $0.receive(Bid(context: context, deadline: .now + $0.plan.patience, waiter: waiter)) }
            }
        } onCancel: {
            waiter.finish(.failure(CancellationError()))
            enter { $0.takeBack(in: context) }
        }
        return Lease(pool: self, context: context, place: place)
    }

    private func receive(_ bid: Bid) {
        do {
            let lane = try lane(of: bid.context)
            guard !lanes[lane].leased.isEmpty else {
                throw PostgresError.refused(sqlstate: "28000", message: "no transactions are planned for this role")
            }
            guard lanes[lane].bidders.count < Lane.mostBidders else {
                counts.busy += 1
                throw PostgresError.busy
            }
            lanes[lane].bidders.append(bid)
            lend(lane)
            if !lanes[lane].bidders.isEmpty { watchQueues() }
        } catch {
            bid.waiter.finish(.failure(error))
        }
    }

    func lend(_ lane: Int) {
        while let bid = lanes[lane].bidders.first {
            let free = lanes[lane].leased.first {
                if case .none = slots[$0].tenure { slots[$0].connection != nil } else { false }
            }
            guard let slot = free else { return summonLeased(for: lane) }
            lanes[lane].bidders.removeFirst()
            slots[slot].epoch += 1
            guard bid.waiter.finish(.success(Place(slot: slot, epoch: slots[slot].epoch))) else { continue }
            slots[slot].tenure = .lent
            slots[slot].due = .now + plan.lease
            watchLeases()
            slots[slot].connection?.begin(bid.context)
        }
    }

    /// The connection at a place, unless it was lost or lent to somebody else since.
    func connection(at place: Place) -> Connection? {
        slots[place.slot].epoch == place.epoch ? slots[place.slot].connection : nil
    }

    func send(_ asks: [Ask], at place: Place) {
        guard let connection = connection(at: place) else {
            asks.first?.fail(PostgresError.connectionLost)
            return
        }
        for ask in asks { connection.send(ask) }
        counts.asked += asks.count
        touch(place.slot)
    }
}
