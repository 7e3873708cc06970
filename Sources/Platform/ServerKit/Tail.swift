// SPDX-License-Identifier: Apache-2.0
public import GateKit
import Journal
public import Lifecycle
public import Postgres
import Synchronization
public import Vocabulary

/// Reads each new row of the events' log once, and hands it to everybody of this server who may hear of it.
///
/// Who listens touches the database only to catch up.
public final class Tail: Service {
    public let name = "tail"
    private let database: Database
    private let state = Mutex(State())
    private let gauge = Metrics.standard.gauge("breeze_event_listeners", "Streams of events that are open.")

    /// Somebody who listens.
    private struct Listener {
        let who: String
        var sight: Sight
        let ring: AsyncStream<Happened>.Continuation
    }

    private struct State {
        var position = 0
        var listeners: [Int: Listener] = [:]
        var made = 0
        var isClosed = false
    }

    /// A nudge may be lost, so we also look: this often.
    private static let look = Duration.seconds(1)
    private static let batch = 500
    /// Events that wait for one listener; who falls further behind is let go, and resumes by cursor.
    public static let room = 1_024
    private static let listeners = 4_096
    private static let listenersOfOne = 32

    public init(_ database: Database) { self.database = database }

    /// One listener's place: what happens from now on, until it is let go.
    public struct Place: Sendable {
        let number: Int
        public let events: AsyncStream<Happened>
    }

    public func join(_ who: Principal, _ sight: Sight) throws(Refusal) -> Place {
        let (events, ring) = AsyncStream.makeStream(of: Happened.self, bufferingPolicy: .bufferingOldest(Self.room))
        let number: Int? = try state.withLock { state throws(Refusal) in
            guard !state.isClosed else { throw .unavailable(why: "The server is going down") }
            let own = state.listeners.values.count { $0.who == who.id }
            guard state.listeners.count < Self.listeners, own < Self.listenersOfOne else { return nil }
            state.made += 1
            state.listeners[state.made] = Listener(who: who.id, sight: sight, ring: ring)
            return state.made
        }
        guard let number else { throw .tooMany(retryAfter: 30) }
        gauge.add(1)
        ring.onTermination = { [self] _ in leave(number) }
        return Place(number: number, events: events)
    }

    /// What a credential reaches may change while its stream is open.
    public func move(_ place: Place, to sight: Sight) {
        state.withLock { $0.listeners[place.number]?.sight = sight }
    }

    private func leave(_ number: Int) {
        if state.withLock({ $0.listeners.removeValue(forKey: number) }) != nil { gauge.add(-1) }
    }

    /// Lets everybody go and takes nobody in: the server is going down.
    public func close() {
        let rings = state.withLock { state in
            state.isClosed = true
            return state.listeners.values.map(\.ring)
        }
        for ring in rings { ring.finish() }
    }

    public var isClosed: Bool { state.withLock(\.isClosed) }

    public func start() async throws {
        let newest = try await ends().newest
        state.withLock { $0.position = newest }
    }

    public func run() async throws {
        await Rounds(channel: Channel.log, database: database, every: Self.look).go("events' tail") { try await tell() }
        close()
    }

    private func tell() async throws {
        while true {  // ends at the end of the log
            let position = state.withLock(\.position)
            let rows = try await database.reading(in: .system).rows(
                "select \(sql: Happened.columns) from house.event where pos > \(position) order by pos limit \(Self.batch)",
                limit: Self.batch)
            for row in rows { hand(out: try Happened(row)) }
            if rows.count < Self.batch { return }
        }
    }

    private func hand(out event: Happened) {
        let due = state.withLock { state in
            state.position = event.position
            return state.listeners.values.filter { $0.sight.sees(event) }.map(\.ring)
        }
        for ring in due {
            if case .dropped = ring.yield(event) { ring.finish() }  // it reads too slowly
        }
    }
}

extension Tail {
    /// The first and the last position that the log has; of an empty one, the next and the last that it had.
    public func ends() async throws -> (oldest: Int, newest: Int) {
        let row = try await database.reading(in: .system).one(
            """
            with told as (select case when is_called then last_value else 0 end as last from house.event_position)
            select coalesce((select min(pos) from house.event), last + 1) as oldest,
                   greatest((select max(pos) from house.event), last) as newest
              from told
            """)
        return (try row?("oldest") ?? 0, try row?("newest") ?? 0)
    }

    /// What happened after a position, as its reader's own rows; at most a page.
    public func page(after position: Int, in reach: Reach) async throws -> [Happened] {
        try await database.reading(in: reach.context).rows(
            """
            select \(sql: Happened.columns) from house.event
             where pos > \(position) and \(sql: reach.condition()) order by pos limit \(Self.pageSize)
            """, limit: Self.pageSize
        ).map { try Happened($0) }
    }

    /// Events that are read at a time by one who catches up.
    public static let pageSize = 200

    /// Which organizations a reach comes to now, by what row security lets it see; nil for one it does not see.
    public func sight(of reach: Reach, only organization: OrganizationID?) async throws -> (Reach, Sight)? {
        let reading = database.reading(in: reach.context)
        if let organization {
            let row = try await reading.one("select org_id from house.organization where org_id = \(organization)")
            return row == nil ? nil : (.organization(organization), .organizations([organization]))
        }
        switch reach {
        case .partner(let partner): return (reach, .partner(partner))
        case .organization(let id): return (reach, .organizations([id]))
        case .selected:
            let rows = try await reading.rows("select org_id from house.organization", limit: 100_000)
            return (reach, .organizations(Set(try rows.map { try $0("org_id") })))
        }
    }
}
