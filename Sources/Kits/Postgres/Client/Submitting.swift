// SPDX-License-Identifier: Apache-2.0
import Loops

extension Pool {
    /// All of them in one turn, so in one round trip.
    nonisolated func read(_ questions: [SQL], _ context: Context) async throws -> [Rows] {
        guard !questions.isEmpty else { return [] }
        let gathering = Gathering(questions.count)
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                guard gathering.waiter.wait(continuation) else { return }
                enter { pool in
                    pool.receive(
                        questions.enumerated().map { Ask($1, context, .read, for: gathering, at: $0) }, in: context)
                }
            }
        } onCancel: {
            gathering.fail(CancellationError())  // the reply, when it comes, finds nobody
            enter { $0.takeBack(in: context) }
        }
    }

    /// Whether the server answers within a second.
    nonisolated func isReachable() async -> Bool {
        guard let role = plan.roles.first(where: { $0.shared > 0 }) else { return false }
        let gathering = Gathering(1)
        let answer: [Rows]? = try? await withUnsafeThrowingContinuation { continuation in
            guard gathering.waiter.wait(continuation) else { return }
            enter { pool in
                let ask = Ask("select 1", Context(role: role), .probe, for: gathering, at: 0)
                guard !pool.isClosed, let lane = pool.laneOf[role.name] else {
                    return ask.fail(PostgresError.connectionLost)
                }
                pool.submit([ask], in: lane)
                pool.after(.seconds(1)) { _ in ask.fail(PostgresError.deadline) }
            }
        }
        return answer != nil
    }

    private func receive(_ asks: [Ask], in context: Context) {
        do {
            let lane = try lane(of: context)
            if let flaw = asks.lazy.compactMap(\.sql.flaw).first { throw flaw }
            guard !lanes[lane].readers.isEmpty else {
                throw PostgresError.refused(sqlstate: "28000", message: "no readings are planned for \(context.role)")
            }
            submit(asks, in: lane)
        } catch {
            asks.first?.fail(error)
        }
    }

    /// What is asked together goes over one connection, so that it shares a context and a write.
    func submit(_ asks: [Ask], in lane: Int) {
        let slot = lightest(in: lane)
        guard let slot, let connection = slots[slot].connection else {
            for ask in asks { park(ask, in: lane) }
            return summonReader(for: lane)
        }
        if connection.load > 0 { summonReader(for: lane) }
        for ask in asks where !ask.isOver {
            connection.send(ask)
            counts.asked += 1
        }
        touch(slot)
    }

    private func lightest(in lane: Int) -> Int? {
        var best: (slot: Int, load: Int)?
        for index in lanes[lane].readers {
            guard let load = slots[index].connection?.load, load < Self.load else { continue }
            if load == 0 { return index }
            if best.map({ load < $0.load }) ?? true { best = (index, load) }
        }
        return best?.slot
    }

    /// Sent again at once if only a neighbour failed, after a pause if the connection went.
    func follow(_ sequel: Sequel, in lane: Int) {
        switch sequel {
        case .again(let ask):
            counts.again += 1
            submit([ask], in: lane)
        case .againAfterPause(let ask):
            counts.again += 1
            after(.milliseconds(50)) { pool in
                if pool.isClosed { ask.fail(PostgresError.connectionLost) } else { pool.submit([ask], in: lane) }
            }
        }
    }
}

extension Context {
    /// Of a role, with nothing said about anybody.
    fileprivate init(role: Plan.Role) { (self.role, settings) = (role.name, [:]) }
}
