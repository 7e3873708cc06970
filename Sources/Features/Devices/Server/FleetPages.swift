// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import FeatureKit
import Markup
import Shapes

/// How the fleet stands, and the devices that keep somebody waiting.
let fleetCard = Card(on: .fleet, reading: SummarizeDevices.self) { summary, now in
    card("Devices", icon: .monitor, trailing: more("All devices", to: "/devices")) {
        figures {
            figure("Devices", Words.count(summary.devices))
            figure("Online", Words.count(summary.online)) {
                if summary.neverSeen > 0 { Words.count(summary.neverSeen) + " never seen" }
            }
            figure("Offline", Words.count(summary.offline))
            figure("In quarantine", Words.count(summary.quarantined))
        }
        ul(.class("lines")) {
            for row in summary.first {
                let standing = Standing(row.lifecycle, row.connectivity)
                li {
                    statusMark(standing.tone, saying: standing.word)
                    " "
                    a("/devices/\(row.device)", .class("host")) { called(row.name, row.hostname) }
                    span(.class("dim")) { standing.word }
                    span(.class("dim num")) { seen(row.lastSeen, now) }
                }
            }
        }
    }
}

/// Until there is a device there is one thing to do.
let beginning = Beginning(reading: SummarizeDevices.self) { summary, server -> Node? in
    guard summary.devices == 0 else { return nil }
    return card("Devices", icon: .monitor) {
        emptyState("No device yet", icon: .monitor) {
            p { "Make an enrollment key, then run this on each machine; it appears here within a minute." }
            reachable(server)
            codeBlock(enrollment(with: "KEY", at: server), called: "Enrollment command")
            linkButton(
                "Add devices", to: Form.address(of: CreateEnrollmentKey.self).description, icon: .plus, kind: .primary)
        }
    }
}

/// A fresh key, in the command that uses it.
@Sendable func newKey(_ key: NewEnrollmentKey, _ server: Whereabouts) -> Node {
    .group([
        section(.class("secret")) {
            h2("Run this on each machine, as root")
            reachable(server)
            codeBlock(enrollment(with: key.secret.text, at: server), called: "Enrollment command")
            p(.class("dim")) {
                if server.installer != nil {
                    "The line fetches a script, runs it only if it is the one that this server has now, and tells it the key. The "
                    "script fetches the agent, checks it in the same way, and installs it as a service. "
                    mono("breeze-agent uninstall")
                    " removes all of it."
                } else {
                    "This server has no agent to hand out. The agent is one file, built by "
                    mono("make agent")
                    ": copy it to the machine."
                }
            }
            p(.class("dim")) {
                "The key is shown once. Only a hash of it is kept: copy it now, or make another one later."
            }
        },
        card("The key", icon: .key) {
            facts {
                fact("Key") { mono(key.secret.text) }
                fact("Machines", Words.count(key.uses))
                fact("Ends") { exactly(key.expiresAt) }
            }
        },
    ])
}

/// An address that other machines cannot use is said to be one, before somebody tries.
@Markup private func reachable(_ server: Whereabouts) -> Node {
    if server.isLocal {
        callout(.warning, "Only this machine can reach \(server.agents)") {
            "Start the server with --public-url https://its.name and a name that other machines can resolve, to bring those "
            "into care."
        }
    }
}

/// Whoever runs it trusts what this page says: the digest vouches for the script, and the script for all else.
private func enrollment(with key: String, at server: Whereabouts) -> String {
    guard let digest = server.installer else {
        // The fingerprint goes along, so that the agent talks to this server and no other.
        return """
            breeze-agent install --server \(server.agents) \\
              --ca-sha256 \(server.fingerprint) \\
              --key \(key)
            """
    }
    return """
        curl -fsSk \(server.agents)/install/agent -o breeze-agent.sh && \\
          echo '\(digest)  breeze-agent.sh' | sha256sum -c && \\
          echo '\(key)' | sudo sh breeze-agent.sh
        """
}
