// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import ServerKit
import JSON
import Journal
import Shapes
import Vocabulary
import Web

/// One agent's link, from its hello to its end.
struct AgentLink: Sendable {
    private let device: Admitted
    private let platform: Platform
    private let requestID: String

    init(_ device: Admitted, _ platform: Platform, requestID: String) {
        (self.device, self.platform, self.requestID) = (device, platform, requestID)
    }

    func talk(over socket: WebSocket) async {
        do {
            guard let hello = try await firstFrame(from: socket)?.hello else {
                return socket.close(Goodbye.protocolError)
            }
            guard Self.speaks(hello.protocol) else {
                return socket.close(Goodbye.policyViolation)
            }
            let (greeting, stored) = try await platform.gatehouse.greet(device, hello, requestID: requestID)
            switch greeting {
            case .quarantined:
                // Whoever shows this identity on an older link is as little to be believed.
                platform.switchboard.hangUp([device.device])
                journal.warning("a quarantined device was turned away", ["device": device.device])
                try await send(ToAgent(Quarantined(why: "this identity is in use on more than one machine")), socket)
                socket.close(Goodbye.policyViolation)
            case .welcome(let token):
                try await send(
                    ToAgent(Welcome(token: token, serverTime: platform.time.now(), acknowledged: stored)), socket)
                try await serve(socket)
            }
        } catch let error as JSONError {
            journal.warning("a frame that cannot be read", ["device": device.device, "why": "\(error)"])
            socket.close(Goodbye.protocolError)
        } catch {
            journal.info("link ended", ["device": device.device, "why": "\(error)"])
            socket.close(Goodbye.tryAgainLater)
        }
    }

    /// How long a link may be open without a word.
    private static let patience = Duration.seconds(10)

    private func firstFrame(from socket: WebSocket) async throws -> FromAgent? {
        try await withThrowingTaskGroup { group in
            group.addTask { try await receive(from: socket) }
            group.addTask {
                try await Task.sleep(for: Self.patience)
                socket.close(Goodbye.policyViolation)  // and so the other task ends
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// Major version 1; what neighbours added they ignore.
    private static func speaks(_ version: String) -> Bool { version.split(separator: ".").first == "1" }

    /// Listens to the agent and hands it what is queued, until either side ends.
    private func serve(_ socket: WebSocket) async throws {
        let (bell, ring) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let line = platform.switchboard.connect(
            device, ring: { ring.yield() },
            hangUp: { socket.close(Goodbye.policyViolation) })
        defer {
            platform.switchboard.disconnect(line)
            ring.finish()
        }
        ring.yield()  // what was queued while it was away
        try await withThrowingTaskGroup { group in
            group.addTask { try await listen(to: socket) }
            group.addTask { for await _ in bell { try await hand(over: socket) } }
            try await group.next()
            group.cancelAll()
        }
    }

    private func listen(to socket: WebSocket) async throws {
        while let frame = try await receive(from: socket) {
            if let batch = frame.batch { try await take(batch, socket) }
            if let report = frame.report { try await settle(report) }
            if frame.isEmpty { journal.warning("a frame without anything to read", ["device": device.device]) }
        }
    }

    private func take(_ batch: Batch, _ socket: WebSocket) async throws {
        guard batch.samples.count <= LinkLimits.batch, batch.isInOrder else {
            return socket.close(Goodbye.protocolError)
        }
        let unreadable = batch.samples.count(where: \.isUnreadable)
        if unreadable > 0 {
            // The journal itself bounds how often a message stands there.
            journal.warning("samples that cannot be read", ["device": device.device, "count": unreadable])
        }
        let stored = try await platform.ingest.take(batch, from: device, at: platform.time.now())
        try await send(ToAgent(stored), socket)
    }

    private func settle(_ report: CommandReport) async throws {
        var report = report
        if let done = report.done, done.bytes.count > LinkLimits.report {
            report = CommandReport(command: report.command, failure: "the report is longer than may be")
        }
        guard try await platform.commands.settle(report, from: device, requestID: requestID) else {
            return journal.warning("a report that nobody waits for", ["device": device.device])
        }
    }

    private func hand(over socket: WebSocket) async throws {
        while true {  // ends when nothing is queued; each turn hands over a handful
            let orders = try await platform.commands.claim(for: device)
            for order in orders { try await send(ToAgent(order), socket) }
            guard !orders.isEmpty else { return }
        }
    }

    private func receive(from socket: WebSocket) async throws -> FromAgent? {
        switch try await socket.receive() {
        case .text(let text)?: try JSON.decode(FromAgent.self, from: Array(text.utf8))
        case .binary(let bytes)?: try JSON.decode(FromAgent.self, from: bytes)
        case nil: nil
        }
    }

    private func send(_ frame: ToAgent, _ socket: WebSocket) async throws {
        try await socket.send(.text(String(decoding: JSON.encode(frame), as: UTF8.self)))
    }
}

extension Batch {
    /// Sequence numbers rise by at least one: a batch that goes back is a broken agent's.
    fileprivate var isInOrder: Bool {
        zip(samples, samples.dropFirst()).allSatisfy { $0.sequence < $1.sequence }
            && (samples.first?.sequence ?? 0) >= 0
    }
}

/// Why a link was closed, in the numbers of RFC 6455.
private enum Goodbye {
    static let protocolError = 1002
    static let policyViolation = 1008
    static let tryAgainLater = 1013
}
