// SPDX-License-Identifier: Apache-2.0
import GateKit
import JSON
import Loops
import MCP
import Postgres
import Reception
import Shapes
import Synchronization
import Vocabulary
import Web

/// A door over a gate whose tools need no rows, and those who come to it.
struct Desk: Sendable {
    let door: MCPDoor
    let clock = Wall()
    /// What the gate has put on record.
    let records = Records()

    init(toolsOnPage: Int = 100) throws {
        // Nothing listens there: a tool that asked for rows would be refused.
        let database = Database(
            Plan(at: "host=/nowhere", [.init("breeze_org", shared: 1, leased: 1)]), on: [EventLoop()])
        let (clock, records) = (clock, records)
        let gate = Gate(
            Registry([ListThings(), WipeThings(), MakeKey()]), database,
            Keepers(
                authenticate: { credential in
                    guard case .token(let token) = credential else { return nil }
                    return Self.principal(token)
                },
                deliver: { _, _, _ in }, note: { records.add($0) }, fault: { _, _, _ in }, now: { clock.now },
                ids: IDs { 7 }))
        door = MCPDoor(gate, on: try Self.premises, toolsOnPage: toolsOnPage, now: { clock.now })
    }

    static var premises: Premises { get throws { Premises(try WebAddress("https://rmm.example.com")) } }

    /// Three keys; none of them may do what only people may.
    private static func principal(_ token: String) -> Principal? {
        let permissions: [String: Set<Permission>] = [
            "reader": ["things:read"], "another": ["things:read"],
            "keeper": ["things:read", "things:wipe", "keys:make"],
        ]
        let ids = IDs { 1 }
        return permissions[token].map { held in
            let partner: PartnerID = ids.next(at: Instant(milliseconds: 1))
            return Principal(
                id: token, name: token, kind: .apiKey, partner: partner, home: ids.next(at: Instant(milliseconds: 1)),
                reach: .partner(partner), holds: .only(held))
        }
    }
}

final class Wall: Sendable {
    private let time = Mutex(Instant(milliseconds: 1_800_000_000_000))
    var now: Instant { time.withLock { $0 } }
    func pass(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
}

final class Records: Sendable {
    private let records = Mutex<[Record]>([])
    var all: [Record] { records.withLock { $0 } }
    func add(_ record: Record) { records.withLock { $0.append(record) } }
}

struct ListThings: Answer {
    static let name = "list_things"
    static let title = "List things"
    static let summary = "The things that there are."
    static let risk = Risk.low
    static let permission: Permission = "things:read"

    struct Input: Fields {
        @Field("How many to return.", in: 1...200) var limit = 50
    }

    func answer(_ input: Input, _ reading: Reading, _ call: Call) -> ThingList { .example }
}

struct ThingList: Facts {
    @Fact("Their names, as their makers wrote them.") var names: [Untrusted]

    init(names: [Untrusted]) { self.names = names }
    static var example: ThingList { ThingList(names: [Untrusted("a \"thing\"", source: "maker")]) }
}

struct WipeThings: Change {
    static let name = "wipe_things"
    static let title = "Wipe things"
    static let summary = "Removes all things for good."
    static let effect = Effect.destroy
    static let risk = Risk.high
    static let permission: Permission = "things:wipe"
    static let place = Place.partner

    struct Input: Fields {}

    func change(_ input: Input, _ session: borrowing Session, _ call: Call) -> ThingList { .example }
}

struct MakeKey: Answer {
    static let name = "make_key"
    static let title = "Make a key"
    static let summary = "Only for people."
    static let risk = Risk.low
    static let permission = Permission.people("keys:make")

    struct Input: Fields {}

    func answer(_ input: Input, _ reading: Reading, _ call: Call) -> ThingList { .example }
}
