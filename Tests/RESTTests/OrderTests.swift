// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Postgres
import REST
import Rehearsal
import Shapes
import Testing
import Vocabulary
import Web

/// Orders, and what becomes of calls, in HTTP's words.
@Suite(.world([.announcing])) struct OrderTests {
    @Test("an order without targets must name its organization, if its caller sees several") func placeless()
        async throws
    {
        let world = try World.current
        let nowhere = try await world.ask("announce_probe", by: .operator)
        #expect(nowhere.status == 422 && nowhere["path"] == "Breeze-Organization", "\(nowhere.body)")
        let somewhere = try await world.ask("announce_probe", by: .operator, in: world.acme.organization)
        #expect(somewhere.status == 200 && somewhere["devices"] == 0, "\(somewhere.body)")
        #expect(try await world.ask("announce_probe", by: world.acmeKey).status == 200, "Acme's key sees Acme only")
        let foreign = try await world.ask("announce_probe", by: world.acmeKey, in: world.bolt.organization)
        #expect(foreign.status == 404)
    }

    @Test("an order whose devices are silent is started; its address tells how far it is") func started() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let begun = try await world.ask(
            "collect_diagnostics", ["devices": [.string("\(machine.device)")]], headers: [Header("Prefer", "wait=0")])
        #expect(begun.status == 202 && begun["status"] == "started")
        let location = try #require(begun.headers.first("location"))
        let execution = try await world.request("GET", location, by: .operator)
        #expect(execution.status == 200 && execution["execution"] == begun["execution_id"])
        #expect(try await world.request("GET", location, by: world.boltKey).status == 404)
    }

    @Test("a repeated order tells no device twice") func repeated() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let (arguments, headers): (JSON, [Header]) = (
            ["devices": [.string("\(machine.device)")]], [Header("Prefer", "wait=0"), Header("Idempotency-Key", "o")]
        )
        let first = try await world.ask("collect_diagnostics", arguments, headers: headers)
        let again = try await world.ask("collect_diagnostics", arguments, headers: headers)
        #expect(first.status == 202 && first["execution_id"] == again["execution_id"])
    }

    @Test("what waits for a person is accepted, and says where to ask") func pending() throws {
        let approval = ApprovalID.example
        let response = Web.Response(.pending(approval: approval), requestID: "r")
        #expect(response.status == 202 && response.header("location") == "/api/v1/approvals/\(approval)")
        let body = try JSON(parsing: try #require(response.bytes))
        #expect(body == ["status": "pending_approval", "approval_id": .string("\(approval)")])
    }

    @Test("what is blocked is a problem with a link") func blocked() throws {
        let response = Web.Response(.blocked(reason: "Too dangerous.", link: "/tools/x"), requestID: "r")
        let body = try JSON(parsing: try #require(response.bytes))
        #expect(response.status == 403 && body["code"] == "blocked" && body["link"] == "/tools/x")
        #expect(body["request_id"] == "r" && body["detail"] == "Too dangerous.")
    }
}

extension Feature {
    static let announcing = Feature(
        "announcing", "Tells all devices of an organization; for tests.", tools: [Announce()])
}

/// An order that no id in its arguments places anywhere.
struct Announce: Order {
    static let name = "announce_probe"
    static let title = "Announce"
    static let summary = "Tells nobody anything."
    static let effect = Effect.read
    static let risk = Risk.medium
    static let permission: Permission = "devices:diagnose"

    struct Input: Fields {
        @Field("What to say.", max: 100) var words = "Hello"
    }
    struct Output: Facts {
        @Fact("How many were told.") var devices: Int
        init(devices: Int) { self.devices = devices }
        static var example: Output { Output(devices: 1) }
    }
    struct Word: Command {
        static let kind = "announcing.word"
        static let risk = RiskLevel.low
        typealias Report = Bool
        var words: String
    }

    func commands(_ input: Input, _ session: borrowing Session, _ call: Call) async throws -> [To<Word>] { [] }
    func output(_ input: Input, _ replies: [Reply<Bool>]) -> Output { Output(devices: replies.count) }
}
