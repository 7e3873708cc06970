// SPDX-License-Identifier: Apache-2.0
public import AgentKit
import Foundation
import JSON
import Loops
import Secrets
public import Shapes
public import Vocabulary
import Web

/// A machine in care whose agent does as the test says: enrolled by the agent's own code, linked by real TLS, and free
/// to send what it likes.
public actor Workstation {
    public nonisolated let device: DeviceID
    public nonisolated let home: Home
    private let address: WebAddress
    public var boot = UUID().uuidString.lowercased()
    private var sequence = 0
    private var socket: WebSocket?

    public struct Unexpected: Error, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    init(_ home: Home, _ address: WebAddress) throws {
        (self.home, self.address) = (home, address)
        device = try home.standing().device
    }

    /// Opens the link and says hello, as the last welcome's token demands; returns what the server said.
    @discardableResult
    public func connect(token: String? = nil) async throws -> ToAgent {
        let identity = ClientTLS.Identity(chain: .file(home.certificate), key: .file(home.key))
        let client = WebClient(
            on: ThrowawayDatabase.loop, tls: try ClientTLS(trusting: .authority(.file(home.authority)), as: identity))
        let socket = try await client.webSocket(address.at(LinkLimits.path))
        let machine = AgentKit.Machine()
        let hello = Hello(
            protocol: Release.protocol, agentVersion: Release.version, capabilities: [], hostname: machine.hostname,
            os: machine.os, boot: boot, token: try token ?? home.token(), sentAt: Self.clock)
        try await socket.send(.text(text(FromAgent(hello))))
        let answer = try await Self.frame(from: socket)
        if let welcome = answer.welcome {
            try home.keep(token: welcome.token)
            self.socket = socket
        }
        return answer
    }

    public func hangUp() {
        socket?.close()
        socket = nil
    }

    /// Sends samples in one batch and waits until they are stored.
    @discardableResult
    public func send<Sent: Message>(_ samples: [Sent], at observedAt: Instant? = nil) async throws -> Acknowledged {
        try await send(
            samples.map { sample in
                sequence += 1
                return Batch.Sample(
                    sequence: sequence, kind: Sent.kind, observedAt: observedAt ?? Self.clock, boot: boot,
                    body: try RawJSON(JSON.encode(sample)))
            })
    }

    /// Sends a batch just as it is.
    @discardableResult
    public func send(_ samples: [Batch.Sample]) async throws -> Acknowledged {
        if socket == nil { try await connect() }
        try await say(FromAgent(Batch(boot: boot, sentAt: Self.clock, samples: samples)))
        guard let acknowledged = try await hear().acknowledged else {
            throw Unexpected(description: "the server did not acknowledge the batch")
        }
        return acknowledged
    }

    public func say(_ frame: FromAgent) async throws { try await say(raw: text(frame)) }

    /// Whatever text, which need not be a frame.
    public func say(raw text: String) async throws {
        guard let socket else { throw Unexpected(description: "not connected") }
        try await socket.send(.text(text))
    }

    public func hear() async throws -> ToAgent {
        guard let socket else { throw Unexpected(description: "not connected") }
        return try await Self.frame(from: socket)
    }

    private static func frame(from socket: WebSocket) async throws -> ToAgent {
        switch try await socket.receive() {
        case .text(let text)?: try JSON.decode(ToAgent.self, from: Array(text.utf8))
        case .binary?, nil: throw Unexpected(description: "the server closed the link")
        }
    }

    private func text(_ frame: FromAgent) throws -> String { String(decoding: try JSON.encode(frame), as: UTF8.self) }

    private static var clock: Instant { Instant(milliseconds: Int(Date().timeIntervalSince1970 * 1000)) }
}

extension World {
    /// Brings a new machine into care, with a key made for it.
    public func enroll(into customer: Customer) async throws -> Workstation {
        let key = try await ask("create_enrollment_key", ["site": .string("\(customer.site)")])
        guard case .string(let secret)? = key["secret"] else {
            throw Workstation.Unexpected(description: "no enrollment key: \(key.body)")
        }
        return try await enroll(with: secret)
    }

    /// Brings a machine into care with this key.
    public func enroll(with key: String) async throws -> Workstation {
        let home = Home("\(folder)/home-\(UUID().uuidString)")
        try await Enrolling(home).enroll(
            at: "https://localhost:\(agents.port)", key: key, pin: authority.certificate.fingerprint.hex
        ) { WebClient(on: ThrowawayDatabase.loop, tls: $0) }
        return try Workstation(home, agents)
    }
}
