// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// How many connections all loops of this process may have open at once; the server's are everybody's.
///
/// Whoever needs one and gets none begs: then others close what they do not use, as soon as they do not use it.
final class Budget: Sendable {
    private struct State {
        var left: Int
        var pools: [Pool] = []
        var beggars: [Pool] = []
    }
    private let state: Mutex<State>
    private let need = Atomic<Bool>(false)

    init(_ size: Int) { state = Mutex(State(left: size)) }

    /// Whether somebody waits; asked often, so it takes no lock.
    var isNeeded: Bool { need.load(ordering: .relaxed) }

    func join(_ pools: [Pool]) { state.withLock { $0.pools = pools } }

    /// Forgets those who hold it, for they also hold each other.
    func dissolve() { state.withLock { ($0.pools, $0.beggars) = ([], []) } }

    func take() -> Bool {
        state.withLock { state in
            guard state.left > 0 else { return false }
            state.left -= 1
            return true
        }
    }

    /// Calls on everybody to spare one, and remembers who asked.
    func beg(_ pool: Pool) {
        let all = state.withLock { state in
            if !state.beggars.contains(where: { $0 === pool }) { state.beggars.append(pool) }
            need.store(true, ordering: .relaxed)
            return state.pools
        }
        for other in all { other.enter { $0.spare() } }
    }

    func give() {
        let beggars = state.withLock { state in
            state.left += 1
            need.store(false, ordering: .relaxed)
            defer { state.beggars = [] }
            return state.beggars
        }
        for pool in beggars { pool.enter { $0.summonAll() } }
    }
}

extension Pool {
    /// A connection for each lane in which somebody waits.
    func summonAll() {
        for lane in lanes.indices {
            if !lanes[lane].parked.isEmpty { summonReader(for: lane) }
            if !lanes[lane].bidders.isEmpty { summonLeased(for: lane) }
        }
    }

    /// Closes the connection that has been unused for longest, if there is one that nobody waits for.
    func spare() {
        guard budget.isNeeded else { return }
        let idle = slots.indices.filter { slot in
            guard case .none = slots[slot].tenure, slots[slot].connection?.isIdle == true else { return false }
            let lane = lanes[slots[slot].lane]
            return slots[slot].isShared ? lane.parked.isEmpty : lane.bidders.isEmpty
        }
        if let oldest = idle.min(by: { slots[$0].lastUse < slots[$1].lastUse }) { hangUp(oldest) }
    }
}
