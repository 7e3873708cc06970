// SPDX-License-Identifier: Apache-2.0
import AgentKit
import Loops
import Secrets
import Shapes
import Vocabulary
import Web

/// Brings machines into care with one key, until as many of them have come in with it as there shall be.
///
/// Begun again it goes on where it ended: machines that are in care stay as they are.
struct Enlisting: Sendable {
    let server: String
    let pin: String
    let key: String
    let roster: Roster
    let atOnce: Int

    struct Report: Sendable, CustomStringConvertible {
        let before: Int
        let fresh: Int
        let took: Duration
        var description: String {
            "enrolled=\(before + fresh) before=\(before) now=\(fresh) seconds=\(decimal(took.inSeconds)) "
                + "enrolled_per_second=\(decimal(Double(fresh) / max(took.inSeconds, 0.001)))"
        }
    }

    func run(until count: Int, on loop: EventLoop) async throws -> Report {
        if let headquarters = await roster.headquarters {
            guard headquarters.pin == pin.lowercased(), headquarters.server == server else {
                throw Misuse(
                    "the machines of this folder belong to \(headquarters.server), whose authority is "
                        + "\(headquarters.pin): give another folder")
            }
        }
        let client = WebClient(on: loop, tls: try ClientTLS(trusting: .pinned(pin)))
        let members = await roster.members
        let shown = String(key.prefix(12))
        let before = members.count { $0.enrolledWith == shown }
        let next = (members.last?.number ?? 0) + 1
        let began = ContinuousClock.now
        try await Queue(Array(next..<next + max(0, count - before))).work(atOnce) { number in
            try await enlist(number, shown, over: client)
        }
        return Report(before: before, fresh: max(0, count - before), took: .now - began)
    }

    private func enlist(_ number: Int, _ shown: String, over client: WebClient) async throws {
        let machine = SimulatedMachine(number, seed: 1)
        let admittance = try await Admittance.ask(
            server, with: key, pinning: pin, as: machine.hostname, machine.os, over: client)
        let enrolled = admittance.enrolled
        if await roster.headquarters == nil {
            try await roster.settle(
                at: Headquarters(server: server, pin: pin.lowercased(), authority: enrolled.authority))
        }
        try await roster.add(
            Member(
                number: number, enrolledWith: shown, device: enrolled.device, privateKey: admittance.pair.pem,
                certificate: enrolled.certificate, token: enrolled.token))
    }
}

extension Duration {
    var inSeconds: Double { self / .seconds(1) }
}

/// With one digit after the point.
func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
}
