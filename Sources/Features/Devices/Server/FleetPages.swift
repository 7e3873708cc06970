// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import FeatureKit
import Markup
import Shapes

/// The devices that keep somebody waiting come first: those in quarantine, then those that fell silent.
let fleetCard = Card(on: .fleet, reading: ListDevices.self) { list, now in
    let standings = list.items.map { (row: $0, standing: Standing($0.lifecycle, $0.connectivity)) }
    let online = standings.count { $0.standing.tone == .ok }
    let ranked = Tone.byUrgency.flatMap { tone in standings.filter { $0.standing.tone == tone } }
    card("Devices", icon: .monitor, trailing: more("All devices", to: "/devices")) {
        figures {
            figure("Devices", list.more ? "\(list.items.count)+" : "\(list.items.count)")
            figure("Online", "\(online)")
            figure("In quarantine", "\(standings.count { $0.standing.tone == .critical })")
        }
        ul(.class("lines")) {
            for (row, standing) in ranked.prefix(8) {
                li {
                    statusMark(standing.tone, saying: standing.word)
                    a("/devices/\(row.device)", .class("host")) { called(row.name, row.hostname) }
                    span(.class("dim")) { standing.word }
                    span(.class("dim num")) { seen(row.lastSeen, now) }
                }
            }
        }
    }
}

/// Until there is a device there is one thing to do.
let beginning = Beginning(reading: ListDevices.self) { list, server -> Node? in
    guard list.items.isEmpty else { return nil }
    return card("Devices", icon: .monitor) {
        emptyState("No device yet", icon: .monitor) {
            p { "Make an enrollment key, then run this on each machine; it appears here within a minute." }
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
            codeBlock(enrollment(with: key.secret.text, at: server), called: "Enrollment command")
            codeBlock("breeze-agent run", called: "Start command")
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

/// The fingerprint goes along, so that the agent talks to this server and no other.
private func enrollment(with key: String, at server: Whereabouts) -> String {
    """
    breeze-agent enroll --server \(server.agents) \\
      --ca-sha256 \(server.fingerprint) \\
      --key \(key)
    """
}

extension Tone {
    /// What somebody should look at first.
    fileprivate static let byUrgency: [Tone] = [.critical, .warning, .info, .idle, .ok]
}
