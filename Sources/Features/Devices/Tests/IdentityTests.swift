// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import ServerKit
import AgentKit
import JSON
import Rehearsal
import Secrets
import Testing
import Vocabulary
import Web

@Suite(.world()) struct IdentityTests {
    func key(_ more: [String: JSON] = [:]) async throws -> String {
        let world = try World.current
        let made = try await world.ask(
            "create_enrollment_key",
            .object(["site": .string("\(world.acme.site)")].merging(more) { _, new in new }))
        guard case .string(let secret)? = made["secret"] else {
            throw Workstation.Unexpected(description: "\(made.body)")
        }
        return secret
    }

    @Test("a key lets in as many machines as it says, and no more") func counted() async throws {
        let world = try World.current
        let secret = try await key(["uses": 2])
        _ = try await world.enroll(with: secret)
        _ = try await world.enroll(with: secret)
        let refused = await #expect(throws: Enrolling.Failed.self) { try await world.enroll(with: secret) }
        #expect(refused?.description.contains("is used up") == true)
    }

    @Test("a key ends by itself, and an unknown one is none") func expired() async throws {
        let world = try World.current
        let secret = try await key(["minutes": 1])
        world.advance(by: .seconds(61))
        let expired = await #expect(throws: Enrolling.Failed.self) { try await world.enroll(with: secret) }
        #expect(expired?.description.contains("has expired") == true)
        let unknown = await #expect(throws: Enrolling.Failed.self) {
            try await world.enroll(with: "bre_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        }
        #expect(unknown?.description.contains("is not an enrollment key") == true)
    }

    @Test("a device that leaves is cut off, stays on record, and comes back as another; its neighbor stays")
    func leaves() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let neighbor = try await world.enroll(into: world.acme)
        for each in [machine, neighbor] { #expect(try await each.connect().welcome != nil) }
        let linked = world.platform.switchboard.connected.filter {
            [machine.device, neighbor.device].contains($0.device)
        }
        let arguments: JSON = ["device": .string("\(machine.device)"), "reason": "sold"]
        #expect(try await world.ask("decommission_device", arguments, by: world.boltKey).status == 404)
        let left = try await world.ask("decommission_device", arguments)
        #expect(left["lifecycle"] == "decommissioned" && left["lifecycle_reason"] == "sold", "\(left.body)")
        #expect(try await world.ask("decommission_device", arguments).status == 409)

        #expect(try await world.platform.gatehouse.beat(linked) == [machine.device], "its open link must go")
        await #expect(throws: (any Error).self) { try await machine.connect() }
        #expect(try await neighbor.connect().welcome != nil)
        let again = try await world.enroll(into: world.acme)
        #expect(again.device != machine.device)
    }

    @Test("a copy of a machine is found out by its continuity token, and both wait for a person") func copies()
        async throws
    {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let token = try machine.home.token()
        #expect(try await machine.connect().welcome != nil)
        #expect(try await machine.connect().welcome != nil, "the machine shows what it was given")
        #expect(try await machine.send([Batch.Sample]()) == Acknowledged(sequence: -1, dropped: 0))
        let copy = try await machine.connect(token: token)
        await #expect(throws: (any Error).self, "whoever was on the line before is no more believed") {
            while true { _ = try await machine.send([Batch.Sample]()) }
        }
        #expect(copy.quarantined != nil, "a token older than the last two is a copy's")
        #expect(try await machine.connect().quarantined != nil, "and now nobody is believed")
        let details = try await world.ask("get_device_details", ["device": .string("\(machine.device)")])
        #expect(details["lifecycle"] == "quarantined")

        #expect(try await world.ask("release_device", ["device": .string("\(machine.device)")]).status == 200)
        #expect(try await machine.connect().welcome != nil)
        #expect(try await machine.connect(token: token).quarantined != nil, "the copy is found out again")
    }

    @Test("a welcome that was lost on the way costs nothing") func lostWelcome() async throws {
        let machine = try await World.current.enroll(into: World.current.acme)
        let first = try machine.home.token()
        #expect(try await machine.connect(token: first).welcome != nil)
        #expect(
            try await machine.connect(token: first).welcome != nil, "the one before is good until the new one is shown")
    }

    @Test("without a certificate of ours there is no link") func certificates() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        func link(as identity: ClientTLS.Identity?) async throws {
            let tls = try ClientTLS(trusting: .authority(.file(machine.home.authority)), as: identity)
            let socket = try await WebClient(on: ThrowawayDatabase.loop, tls: tls).webSocket(
                world.agents.at(LinkLimits.path))
            _ = try await socket.receive()
        }
        await #expect(throws: WebError.declined(status: 401)) { try await link(as: nil) }
        let (stranger, key) = (try Authority.make(commonName: "Breeze authority", at: world.now), PrivateKey())
        let forged = try stranger.issue(
            client: SigningRequest(commonName: "breeze-agent", key: key), as: "\(machine.device)", at: world.now)
        await #expect(throws: (any Error).self) {
            try await link(as: .init(chain: .text(forged.pem), key: .text(key.pem)))
        }
        #expect(try await machine.connect().welcome != nil, "and the machine itself is not affected")
    }
}
