// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import MetricsServer
import Programs
import Rehearsal
import ReliabilityServer
import Testing
import Web

/// The program itself, against a whole server.
@Suite(.world([.metrics, .reliability])) struct FleetTests {
    @Test("twenty machines enroll, and all that they send is stored and answered") func sends() async throws {
        let world = try World.current
        let fleet = try Fleet()
        #expect(try await fleet.enroll(20, into: world.acme, of: world).contains("enrolled=20 before=0 now=20"))
        let sent = try await fleet.run(["send", "--samples", "5"])
        #expect(sent.output.contains("links=20 samples=100 acknowledged=100 dropped=0 failures=0"), "\(sent)")
        let devices = try await fleet.devices(of: world)
        #expect(devices.count == 20)
        for device in devices {
            let report = try await world.ask(
                "get_device_reliability", ["device": device, "days": 90], by: world.acmeKey)
            #expect(report.status == 200 && report["observed_from"] != JSON.null)
            let load = try await world.ask("analyze_metrics", ["device": device], by: world.acmeKey)
            #expect(load.status == 200 && load["now"] != JSON.null)
        }
        #expect(try await world.ask("get_fleet_health", by: world.boltKey)["bands"]?["not_reported"] == 0)
    }

    @Test("a fleet is enrolled on where it ended, and sends on with what it was told last") func resumes() async throws
    {
        let world = try World.current
        let fleet = try Fleet()
        let key = try await fleet.key(uses: 5, into: world.bolt, of: world)
        #expect(try await fleet.enroll(3, with: key, of: world).contains("enrolled=3 before=0 now=3"))
        #expect(try await fleet.enroll(3, with: key, of: world).contains("enrolled=3 before=3 now=0"))
        #expect(try await fleet.enroll(5, with: key, of: world).contains("enrolled=5 before=3 now=2"))
        for _ in 0..<3 {
            let sent = try await fleet.run(["send", "--samples", "2"])
            #expect(sent.output.contains("links=5 samples=10 acknowledged=10 dropped=0 failures=0"), "\(sent)")
        }
        let spent = try await fleet.run(fleet.enrolling(6, key, at: world.agents.description, world))
        #expect(spent.status == 1 && spent.output.contains("is used up"))
    }

    @Test("links are held until the fleet is stopped, and it ends well") func stops() async throws {
        let world = try World.current
        let fleet = try Fleet()
        _ = try await fleet.enroll(4, into: world.acme, of: world)
        let held = try fleet.begin(["send", "--samples", "2", "--hold"])
        _ = try await world.eventually { held.said.contains("holding 4 links") ? true : nil }
        #expect(try await fleet.run(["send"]).output.contains("is held by process"))
        #expect(try await fleet.run(["stop"]).status == 0)
        #expect(held.child.wait() == .exited(0))
        #expect(held.said.contains("acknowledged=8 dropped=0 failures=0 silent=0 held=4 broken=0"), "\(held.said)")
        #expect(try await fleet.run(["stop"]).status == 0)
    }

    @Test(
        "load goes nowhere but to this machine",
        arguments: [
            "https://rmm.example.com:8444", "https://10.0.0.5:8444", "https://127.1:8444", "https://0.0.0.0:8444",
            "https://localhost.example.com:8444", "https://[2001:db8::1]:8444",
        ])
    func refuses(server: String) async throws {
        let world = try World.current
        let fleet = try Fleet()
        let refused = try await fleet.run(fleet.enrolling(1, "bre_nothing", at: server, world))
        #expect(refused.status == 1 && refused.output.contains("loopback"), "\(refused)")
        #expect(!FileManager.default.fileExists(atPath: fleet.folder))
    }

    @Test("what the machines prove themselves with is for its owner's eyes") func modes() async throws {
        let world = try World.current
        let fleet = try Fleet()
        _ = try await fleet.enroll(1, into: world.acme, of: world)
        for name in ["", "/machines.jsonl", "/lock"] {
            let facts = try FileManager.default.attributesOfItem(atPath: fleet.folder + name)
            #expect((facts[.posixPermissions] as? Int ?? 0) & 0o077 == 0, "\(name)")
        }
    }
}
