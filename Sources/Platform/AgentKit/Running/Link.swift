// SPDX-License-Identifier: Apache-2.0
import JSON
import Journal
import Lifecycle
import Loops
import Secrets
import Shapes
import Vocabulary
import Web

/// The one connection to the server: opened by the agent, kept open, opened again.
struct Link: Service {
    let name = "link"
    let home: Home
    let machine: Machine
    let outbound: Outbound
    let duties: Duties
    let condition: Condition
    let loop: EventLoop
    let now: @Sendable () -> Instant

    private struct Rejected: Error, CustomStringConvertible { let description: String }

    func run() async throws {
        var backoff = Backoff()
        var dice = SecureDice()
        while !Task.isCancelled {
            let ending = await connect()
            condition.update { $0.connectedSince = nil }
            let pause = backoff.next(after: ending, using: &dice)
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    private func connect() async -> Backoff.Ending {
        var wasWelcomed = false
        do {
            let standing = try home.standing()
            let identity = ClientTLS.Identity(chain: .file(home.certificate), key: .file(home.key))
            let tls = try ClientTLS(trusting: .authority(.file(home.authority)), as: identity)
            let socket = try await client(tls).webSocket(WebAddress(standing.server).at(LinkLimits.path))
            defer { socket.close() }
            try await greet(over: socket)
            wasWelcomed = true
            condition.update { $0.connectedSince = now() }
            journal.notice("connected", ["server": standing.server, "device": standing.device])
            try await talk(over: socket)
            return ended(.broken, "the server closed the link")
        } catch let error as Rejected {
            return ended(.rejected, "\(error)")
        } catch WebError.declined(let status) where status == 401 || status == 403 {
            return ended(.rejected, "the server does not accept this device's certificate (status \(status))")
        } catch {
            return ended(wasWelcomed ? .broken : .unreachable, "\(error)")
        }
    }

    private func ended(_ ending: Backoff.Ending, _ why: String) -> Backoff.Ending {
        if !Task.isCancelled { journal.warning("not connected", ["why": why]) }
        condition.update { $0.lastProblem = why }
        return ending
    }

    private func client(_ tls: ClientTLS) -> WebClient {
        var limits = ClientLimits()
        limits.webSocket.messageBytes = LinkLimits.frame
        limits.webSocket.idleTime = .seconds(90)
        return WebClient(on: loop, tls: tls, limits: limits)
    }

    /// The new token is on disk before anything else is said: the next connect must show it.
    private func greet(over socket: WebSocket) async throws {
        let hello = Hello(
            protocol: Release.protocol, agentVersion: Release.version, capabilities: duties.kinds,
            hostname: machine.hostname, os: machine.os, boot: machine.boot, token: try home.token(), sentAt: now())
        try await send(FromAgent(hello), socket)
        let answer = try await receive(from: socket)
        if let quarantined = answer?.quarantined { throw Rejected(description: quarantined.why) }
        guard let welcome = answer?.welcome else { throw WebError.failed("the server did not answer the hello") }
        try home.keep(token: welcome.token)
        if let stored = welcome.acknowledged { try outbound.forget(through: stored) }
    }

    private func talk(over socket: WebSocket) async throws {
        let (acknowledged, heard) = AsyncStream<Acknowledged>.makeStream(bufferingPolicy: .bufferingNewest(4))
        try await withThrowingTaskGroup { group in
            group.addTask {
                defer { heard.finish() }
                try await listen(to: socket, heard)
            }
            group.addTask { try await deliver(over: socket, acknowledged) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func listen(to socket: WebSocket, _ heard: AsyncStream<Acknowledged>.Continuation) async throws {
        try await withThrowingDiscardingTaskGroup { errands in
            while let frame = try await receive(from: socket) {
                if let acknowledged = frame.acknowledged { heard.yield(acknowledged) }
                guard let order = frame.order, duties.accept(order) else { continue }
                errands.addTask {
                    let report = try await elsewhere { duties.obey(order) }
                    try await send(FromAgent(report), socket)
                }
            }
        }
    }

    /// One batch at a time: the next one leaves when this one is stored.
    ///
    /// A server that cannot store closes the link within its own deadlines, so there is none here.
    private func deliver(over socket: WebSocket, _ acknowledged: AsyncStream<Acknowledged>) async throws {
        var answers = acknowledged.makeAsyncIterator()
        for await _ in outbound.news() {
            while let last = try await sendNext(over: socket) {
                guard let answer = await answers.next(), answer.sequence >= last else {
                    throw WebError.failed("the server did not acknowledge a batch")
                }
                try outbound.forget(through: answer.sequence)
                condition.update { condition in
                    condition.lastAcknowledged = now()
                    condition.dropped += answer.dropped
                }
            }
        }
    }

    /// The number of the last sample that was sent; nil when there is none to send.
    private func sendNext(over socket: WebSocket) async throws -> Int? {
        let samples = try outbound.batch()
        guard let last = samples.last else { return nil }
        try await send(FromAgent(Batch(boot: machine.boot, sentAt: now(), samples: samples)), socket)
        return last.sequence
    }

    private func receive(from socket: WebSocket) async throws -> ToAgent? {
        switch try await socket.receive() {
        case .text(let text)?: try JSON.decode(ToAgent.self, from: Array(text.utf8))
        case .binary(let bytes)?: try JSON.decode(ToAgent.self, from: bytes)
        case nil: nil
        }
    }

    private func send(_ frame: FromAgent, _ socket: WebSocket) async throws {
        try await socket.send(.text(String(decoding: JSON.encode(frame), as: UTF8.self)))
    }
}
