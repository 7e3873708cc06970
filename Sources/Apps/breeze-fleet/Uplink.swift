// SPDX-License-Identifier: Apache-2.0
import JSON
import Loops
import Shapes
import Vocabulary
import Web

/// One machine's link, which has said hello and been welcomed.
struct Uplink: Sendable {
    let socket: WebSocket
    /// The highest number that the server has stored.
    let stored: Int?

    static func open(_ member: Member, _ machine: SimulatedMachine, _ fleet: Sending) async throws -> Uplink {
        let identity = ClientTLS.Identity(chain: .text(member.certificate), key: .text(member.privateKey))
        let tls = try ClientTLS(trusting: .authority(.text(fleet.headquarters.authority)), as: identity)
        var limits = ClientLimits()
        limits.webSocket.messageBytes = LinkLimits.frame
        let client = WebClient(on: fleet.loop, tls: tls, limits: limits)
        let socket = try await client.webSocket(WebAddress(fleet.headquarters.server).at(LinkLimits.path))
        do {
            let hello = Hello(
                protocol: Release.protocol, agentVersion: Release.version, capabilities: [],
                hostname: machine.hostname, os: machine.os, boot: machine.boot, token: member.token, sentAt: fleet.now()
            )
            try await socket.send(.text(text(FromAgent(hello))))
            let answer = try await hear(socket)
            if let quarantined = answer.quarantined { throw Misuse("\(member.device): \(quarantined.why)") }
            guard let welcome = answer.welcome else { throw WebError.failed("the server did not answer the hello") }
            try await fleet.roster.keep(token: welcome.token, of: member.number)
            return Uplink(socket: socket, stored: welcome.acknowledged)
        } catch {
            socket.close()
            throw error
        }
    }

    /// Sends one batch, and waits until the server has stored it.
    func deliver(_ batch: Batch) async throws -> Acknowledged {
        try await socket.send(.text(Self.text(FromAgent(batch))))
        guard let acknowledged = try await Self.hear(socket).acknowledged,
            acknowledged.sequence >= batch.samples.last?.sequence ?? 0
        else { throw WebError.failed("the server did not acknowledge a batch") }
        return acknowledged
    }

    private static func hear(_ socket: WebSocket) async throws -> ToAgent {
        switch try await socket.receive() {
        case .text(let text)?: try JSON.decode(ToAgent.self, from: Array(text.utf8))
        case .binary?, nil: throw WebError.failed("the server closed the link")
        }
    }

    private static func text(_ frame: FromAgent) throws -> String {
        String(decoding: try JSON.encode(frame), as: UTF8.self)
    }
}
