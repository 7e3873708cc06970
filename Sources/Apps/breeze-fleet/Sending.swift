// SPDX-License-Identifier: Apache-2.0
import JSON
import Lifecycle
import Loops
import MetricsWire
import ReliabilityWire
import Shapes
import Synchronization
import Vocabulary
import Web

/// Opens the machines' links and sends what they have to say, through the same door and in the same frames as agents.
struct Sending: Sendable {
    let headquarters: Headquarters
    let roster: Roster
    let loop: EventLoop
    let now: @Sendable () -> Instant
    /// Samples of each machine.
    let samples: Int
    let seed: Int
    let pace: Pace
    let tally = Tally()

    /// Samples and bytes of one batch; well within what a link allows.
    private static let batch = (samples: 100, bytes: 256 * 1024)
    /// A link that breaks is opened again this often.
    private static let attempts = 5
    /// One sample in so many tells what went wrong: the agent tells it daily, and looks each minute.
    private static let day = 1440

    /// Lets each machine have its say, so many at a time.
    func run(_ members: [Member], links: Int) async throws {
        try await Queue(members).work(links) { member in try await report(member)?.close() }
    }

    /// The same, but every link stays until we are told to stop.
    func hold(_ members: [Member], links: Int) async throws {
        let open = Mutex([WebSocket]())
        try await Queue(members).work(links) { member in
            guard let socket = try await report(member) else { return }
            open.withLock { $0.append(socket) }
            tally.count(\.held)
        }
        say("holding \(tally.current.held) links")
        try await withThrowingDiscardingTaskGroup { group in
            for socket in open.withLock({ $0 }) {
                group.addTask {
                    // Pings are answered by the engine; orders are for real machines.
                    while (try? await socket.receive()) != nil {}
                    if !Task.isCancelled { tally.count(\.broken) }
                    socket.close()
                }
            }
        }
    }

    /// Says all that one machine has to say, over as many links as that takes; nil if it could not.
    private func report(_ member: Member) async throws -> WebSocket? {
        let machine = SimulatedMachine(member.number, seed: seed)
        let began = now()
        var (member, first): (Member, Int?) = (member, nil)
        for attempt in 1...Self.attempts {
            do {
                let uplink = try await Uplink.open(member, machine, self)
                tally.count(\.links)
                let start = first ?? (uplink.stored.map { $0 + 1 } ?? began.milliseconds)
                first = start
                do {
                    try await deliver(machine, from: start, after: uplink.stored, at: began, over: uplink)
                    return uplink.socket
                } catch {
                    uplink.socket.close()
                    throw error
                }
            } catch let error where !Task.isCancelled {
                tally.failed("\(error)", isLast: attempt == Self.attempts)
                guard attempt < Self.attempts else { return nil }
                try await Task.sleep(for: .milliseconds(200 << attempt))
                member = await roster.member(member.number) ?? member
            }
        }
        return nil
    }

    /// What the server has not stored yet, in batches, one after the other.
    private func deliver(
        _ machine: SimulatedMachine, from first: Int, after stored: Int?, at began: Instant, over uplink: Uplink
    ) async throws {
        var next = max(first, (stored ?? -1) + 1)
        while next < first + samples {
            let batch = try batch(machine, from: next, upTo: first + samples, first: first, at: began)
            try await pace.wait(for: batch.samples.count)
            tally.count(\.sent, batch.samples.count)
            let acknowledged = try await uplink.deliver(batch)
            tally.stored(batch.samples.count, dropped: acknowledged.dropped)
            next = acknowledged.sequence + 1
        }
    }

    private func batch(
        _ machine: SimulatedMachine, from next: Int, upTo end: Int, first: Int, at began: Instant
    ) throws -> Batch {
        var (taken, bytes): ([Batch.Sample], Int) = ([], 0)
        for sequence in next..<end where taken.count < Self.batch.samples && bytes < Self.batch.bytes {
            let sample = try sample(sequence, of: machine, index: sequence - first, at: began)
            taken.append(sample)
            bytes += sample.body.bytes.count
        }
        return Batch(boot: machine.boot, sentAt: now(), samples: taken)
    }

    /// The newest is of this minute, each one before it of the minute before.
    private func sample(_ sequence: Int, of machine: SimulatedMachine, index: Int, at began: Instant) throws
        -> Batch.Sample
    {
        let moment = began - .seconds(60 * (samples - 1 - index))
        if index.isMultiple(of: Self.day) {
            return Batch.Sample(
                sequence: sequence, kind: ReliabilitySample.kind, observedAt: moment,
                body: try RawJSON(JSON.encode(machine.troubles(at: moment))))
        }
        return Batch.Sample(
            sequence: sequence, kind: MetricsSample.kind, observedAt: moment,
            body: try RawJSON(JSON.encode(machine.load(at: moment))))
    }
}
