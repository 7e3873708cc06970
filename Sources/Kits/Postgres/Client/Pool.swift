// SPDX-License-Identifier: Apache-2.0
import Loops

/// The connections of one loop.
///
/// An actor whose executor *is* that loop: callbacks and tasks of the loop enter it without waiting
/// (`assumeIsolated`), and the compiler keeps everybody else out.
actor Pool {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    nonisolated let plan: Plan
    nonisolated let budget: Budget
    nonisolated let laneOf: [String: Int]
    var lanes: [Lane]
    var slots: [Slot]
    var dirty: [Int] = []
    var counts = Counts()
    var isClosed = false
    var isWatchingQueues = false
    var isWatchingIdle = false
    var isWatchingSilence = false
    var isWatchingLeases = false
    var lastFailure = ""

    static let load = 256  // statements in flight on one connection; more only add waiting

    init(_ plan: Plan, _ budget: Budget, on loop: EventLoop) {
        (self.loop, self.plan, self.budget) = (loop, plan, budget)
        laneOf = Dictionary(uniqueKeysWithValues: plan.roles.enumerated().map { ($1.name, $0) })
        (lanes, slots) = Self.places(plan)
    }

    private static func places(_ plan: Plan) -> ([Lane], [Slot]) {
        var (lanes, slots): ([Lane], [Slot]) = ([], [])
        for role in plan.roles {
            let (start, middle) = (slots.count, slots.count + role.shared)
            slots += (0..<role.shared).map { _ in Slot(lane: lanes.count, isShared: true) }
            slots += (0..<role.leased).map { _ in Slot(lane: lanes.count, isShared: false) }
            lanes.append(Lane(role: role.name, readers: start..<middle, leased: middle..<middle + role.leased))
        }
        return (lanes, slots)
    }

    /// Does it now if this is the loop, soon if not.
    nonisolated func enter(_ body: @escaping @Sendable (isolated Pool) -> Void) {
        if loop.isCurrent { assumeIsolated(body) } else { loop.post { self.assumeIsolated(body) } }
    }

    nonisolated func after(_ pause: Duration, _ body: @escaping @Sendable (isolated Pool) -> Void) {
        let milliseconds = pause.components.seconds * 1000 + pause.components.attoseconds / 1_000_000_000_000_000
        loop.after(milliseconds: Int(milliseconds)) { self.assumeIsolated(body) }
    }

    /// The lane of a context's role.
    func lane(of context: Context) throws(PostgresError) -> Int {
        guard !isClosed else { throw .connectionLost }
        guard let lane = laneOf[context.role] else {
            throw .refused(sqlstate: "28000", message: "no connections are planned for the role \(context.role)")
        }
        lanes[lane].admit(context)
        return lane
    }

    func close() {
        isClosed = true
        for lane in lanes.indices {
            for parked in lanes[lane].parked.removeAll() { parked.ask.fail(PostgresError.connectionLost) }
            for bid in lanes[lane].bidders.removeAll() { bid.waiter.finish(.failure(PostgresError.connectionLost)) }
        }
        for slot in slots.indices { hangUp(slot) }
    }
}

/// The connections of one role, and those who wait for one: a role never waits behind another.
struct Lane {
    let role: String
    let readers: Range<Int>
    let leased: Range<Int>
    var parked = Queue<Parked>()
    var bidders = Queue<Bid>()
    private var keys: Set<String>?

    static let mostParked = 1024
    static let mostBidders = 256

    init(role: String, readers: Range<Int>, leased: Range<Int>) {
        (self.role, self.readers, self.leased) = (role, readers, leased)
    }

    /// A setting that one context has and its neighbour leaves out would still be there for the neighbour.
    mutating func admit(_ context: Context) {
        guard let keys else {
            self.keys = Set(context.settings.keys)
            return
        }
        precondition(
            keys.count == context.settings.count && context.settings.keys.allSatisfy(keys.contains),
            "the settings of \(role) are \(keys.sorted()), and once \(context.settings.keys.sorted())")
    }
}

/// A statement that waits for a connection.
struct Parked {
    let ask: Ask
    let deadline: ContinuousClock.Instant
}

/// A place for one connection.
struct Slot {
    enum Line {
        case closed, dialling
        /// Could not be reached a moment ago.
        case resting
        case open(Connection, Watch)
    }
    let lane: Int
    let isShared: Bool
    var line = Line.closed
    var isDirty = false
    var pause = 0  // milliseconds to rest after a vain attempt
    var lastUse = ContinuousClock.now
    var tenure = Tenure.none
    /// When whoever borrowed it must be done.
    var due = ContinuousClock.now
    /// Since when the server has owed an answer and said nothing.
    var silentSince: ContinuousClock.Instant?
    /// Counts the connections and leases that this place has seen.
    var epoch = 0

    init(lane: Int, isShared: Bool) { (self.lane, self.isShared) = (lane, isShared) }

    var connection: Connection? { if case .open(let connection, _) = line { connection } else { nil } }
    var isClosed: Bool { if case .closed = line { true } else { false } }
    var isDialling: Bool { if case .dialling = line { true } else { false } }
    var isResting: Bool { if case .resting = line { true } else { false } }
}

/// Whose a leased connection is.
enum Tenure {
    case none
    case lent
    /// The server is being told to give up what runs; nothing may be sent before it has heard.
    case cancelling(then: Ask?)
    /// It commits or rolls back, which no cancellation may touch.
    case ending
    /// Its borrower is done; the end of the last answer is on its way.
    case returning
}
