// SPDX-License-Identifier: Apache-2.0
public import Loops

/// PostgreSQL, and the only maker of handles to it; held by the platform, never by a feature.
///
/// libpq on the loops: whoever asks on a loop is served by that loop's own connections.
public struct Database: Sendable {
    private let pools: Pools
    private let ear: Ear

    /// Connects when somebody asks.
    ///
    /// Each loop has connections of its own, as long as there are enough for all; the loops beyond that share.
    public init(_ plan: Plan, on loops: [EventLoop]) {
        precondition(!loops.isEmpty, "no loop to run on")
        pools = Pools(plan, on: loops)
        ear = Ear(plan, on: loops[0])
    }

    public func reading(in context: Context) -> Reading { Reading(pools: pools, context: context) }

    /// Commits when the body returns, rolls back when it throws or its task was cancelled.
    @discardableResult public func transaction<Result>(
        in context: Context, _ body: (borrowing Session) async throws -> Result
    ) async throws -> Result {
        let lease = try await pools.mine.lease(context)
        let result: Result
        do {
            result = try await body(Session(lease: lease))
            try Task.checkCancellation()
        } catch {
            await lease.rollBack()
            throw error
        }
        do { try await lease.commit() } catch PostgresError.outcomeUnknown {
            nudge(lease)  // in vain, perhaps
            throw PostgresError.outcomeUnknown
        }
        nudge(lease)
        return result
    }

    /// After the commit: inside it every other commit that notifies would have to wait for it.
    private func nudge(_ lease: Lease) { for channel in lease.nudges.all { ear.notify(channel) } }

    /// Says within a second whether the server answers.
    public func isReachable() async -> Bool { await pools.mine.isReachable() }

    /// A nudge each time somebody notifies the channel, and once after each new connection, for one may have been missed.
    ///
    /// A nudge is no data: whoever hears it reads what there is to read.
    public func listen(_ channel: StaticString) -> AsyncStream<Void> { ear.listen(to: channel.description) }

    /// Nudges all who listen, soon, in a transaction that holds nothing else up.
    public func notify(_ channel: StaticString) { ear.notify(channel.description) }

    public func counts() async -> Counts {
        var sum = Counts()
        for pool in pools.all { sum = await sum + pool.counts }
        return sum
    }

    /// Ends all connections; whoever still waits is told that theirs was lost.
    public func close() async {
        pools.budget.dissolve()
        for pool in pools.all { await pool.close() }
        await ear.close()
    }
}

/// The connections of all loops; each task is served by those of its own.
struct Pools: Sendable {
    let all: [Pool]
    let budget: Budget

    init(_ plan: Plan, on loops: [EventLoop]) {
        let budget = Budget(plan.budget)
        all = loops.prefix(max(1, plan.budget / plan.leastConnections)).map { Pool(plan, budget, on: $0) }
        self.budget = budget
        budget.join(all)
    }

    var mine: Pool {
        guard let loop = EventLoop.current else { return all[0] }
        let number = UInt(bitPattern: ObjectIdentifier(loop).hashValue) % UInt(all.count)
        return all.first { $0.loop === loop } ?? all[Int(number)]
    }
}
