// SPDX-License-Identifier: Apache-2.0
import AgentKit
import Checkups
import Files
import Glibc
import JSON
import Lifecycle
import Loops
import Secrets
import Settings
import Shapes
import Systemd
import Vocabulary
import Web

/// Says how the agent stands, for whoever helps from afar: no key, no token, nothing that it observed.
func examine(_ settings: Settings) async throws -> Int32 {
    let checkup = await Diagnosis(Home(settings[Options.data].description)).checkup
    say(settings[Options.isJSON] ? String(decoding: try JSON.encode(checkup), as: UTF8.self) : checkup.text)
    return checkup.status
}

private struct Diagnosis {
    let home: Home
    let machine = Machine()
    let now = Instant.now

    init(_ home: Home) { self.home = home }

    var checkup: Checkup {
        get async {
            let os = machine.os
            var findings: [Finding] = [
                .ok("program", "breeze-agent \(Release.version)"),
                .ok("machine", "\(os.name), \(os.kernel), \(os.architecture), boot \(machine.boot)"),
                .space(at: home.folder, least: 4 << 20, comfortable: 64 << 20),
            ]
            guard let standing = try? home.standing() else {
                let remedy = "run it as root; or enroll the machine: breeze-agent install"
                findings.append(.failed("identity", "\(home.folder) holds no enrollment", do: remedy))
                return Checkup(findings)
            }
            findings +=
                [.ok("identity", "device \(standing.device) of \(standing.server)")] + papers + [service, spool]
            return Checkup(findings + (await reach(standing.server)))
        }
    }

    private var papers: [Finding] {
        let authority = (try? contents(of: home.authority)).flatMap {
            try? Certificate(pem: String(decoding: $0, as: UTF8.self))
        }
        return [
            .certificate(
                "certificate", at: home.certificate, issuedBy: authority, now, renewedAt: .seconds(14 * 86_400),
                do: "enroll the machine anew: breeze-agent uninstall, then install"),
            .closed("key", at: home.key),
        ]
    }

    private var service: Finding {
        guard Unit.isAtWork else { return .ok("service", "systemd does not run here") }
        return .of("service", do: "look at it by hand: systemctl status breeze-agent") {
            let now = try Footing().unit.standing()
            let found = "\(now.state), started again \(now.restarts) times, \(now.isEnabled ? "" : "not ")enabled"
            guard now.isKnown else {
                return .warning("service", "there is none", do: "breeze-agent install makes one")
            }
            return now.state == "active" && now.isEnabled
                ? .ok("service", found)
                : .failed("service", found, do: "systemctl enable --now breeze-agent, and journalctl -u breeze-agent")
        }
    }

    private var spool: Finding {
        .of("spool", do: "start the agent: systemctl start breeze-agent") {
            let status = try JSON.decode(AgentStatus.self, from: contents(of: home.status))
            let counts = "\(status.waiting) samples wait, \(status.lost) were lost, \(status.dropped) not understood"
            let found = "\(counts), as of \(status.writtenAt)"
            guard kill(status.pid, 0) == 0 || errno == EPERM else {
                return .failed("spool", "\(found); the agent does not run", do: "systemctl start breeze-agent")
            }
            if let trouble = status.lastProblem, status.connectedSince == nil {
                return .failed("spool", "\(found); not connected: \(trouble)", do: "see the findings below")
            }
            return status.lost > 0
                ? .warning("spool", found, do: "the server was away for longer than the spool is large")
                : .ok("spool", found)
        }
    }

    /// Name, connection, TLS with the pinned authority, and the server's clock: one question that needs all of them.
    private func reach(_ server: String) async -> [Finding] {
        do {
            let response = try await EventLoop.running { [home] loop in
                let tls = try ClientTLS(trusting: .authority(.file(home.authority)))
                return try await WebClient(on: loop, tls: tls).get(WebAddress(server).at("/"))
            }
            let clock = response.header("date").flatMap(Instant.init(httpDate:)).map { Finding.clocks(now, $0) }
            return [.ok("server", "\(server) answers, and is the one that was enrolled at")]
                + [clock ?? .warning("clock", "the server did not say its time", do: "compare it by hand")]
        } catch {
            let remedy = "look whether the name is known (getent hosts), and whether the port is open from here"
            return [.failed("server", "\(server): \(error)", do: remedy)]
        }
    }
}
