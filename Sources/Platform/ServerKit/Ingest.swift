// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
import GateKit
import JSON
import Journal
public import Lifecycle
public import Postgres
public import Shapes
import Synchronization
public import Vocabulary

/// Takes in what agents send: many devices' batches become one transaction, acknowledged after its commit.
///
/// Nothing is acknowledged that is not stored, and nothing that is sent again is stored twice: each device's highest
/// stored sequence number is locked, compared and raised in the same commit.
public final class Ingest: Service {
    public let name = "ingest"
    private let store: IntakeStore
    private let allotment = Allotment()
    private let waiting = Mutex(Waiting())
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation
    private let stored = Metrics.standard.counter(
        "breeze_samples_stored_total", "Samples that agents sent and that were committed; repeats count again.")
    private let dropped = Metrics.standard.counter(
        "breeze_samples_dropped_total", "Samples that could not be understood.")
    private let held = Metrics.standard.counter(
        "breeze_batches_held_total", "Batches of devices that had sent more than one may, and waited.")
    private let refused = Metrics.standard.counter(
        "breeze_batches_refused_total", "Batches that could not be stored and stay with their agents.")

    /// Samples that may wait for a commit; a link that finds no room is closed, and its agent keeps what it has.
    private static let room = 20_000
    /// Samples in one transaction.
    private static let batch = 2000
    /// How long the first of a transaction waits for company, in milliseconds.
    private static let patience = 20

    private struct Waiting {
        var deliveries: [Delivery] = []
        var samples = 0
    }

    public init(_ intakes: [Intake], _ jobs: [Job], _ database: Database, _ time: Timepiece) {
        store = IntakeStore(intakes, jobs, database, time)
        (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Returns when everything in the batch is committed; throws, and has stored nothing, when it cannot be.
    public func take(_ batch: Batch, from device: Admitted, at receivedAt: Instant) async throws -> Acknowledged {
        guard let last = batch.samples.last else { return Acknowledged(sequence: -1, dropped: 0) }
        let bytes = batch.samples.reduce(0) { $0 + $1.body.bytes.count }
        let pause = allotment.wait(of: device.device, samples: batch.samples.count, bytes: bytes, at: receivedAt)
        if pause > .zero {
            held.add(1)
            try await Task.sleep(for: pause)
        }
        let samples = batch.samples.map { $0.said(by: device, in: batch, at: receivedAt) }
        let dropped = try await withCheckedThrowingContinuation { continuation in
            let delivery = Delivery(samples: samples, continuation: continuation)
            let isFull = waiting.withLock { waiting in
                guard waiting.samples + samples.count <= Self.room else { return true }
                waiting.deliveries.append(delivery)
                waiting.samples += samples.count
                return false
            }
            if isFull { continuation.resume(throwing: PostgresError.busy) } else { ring.yield() }
        }
        return Acknowledged(sequence: last.sequence, dropped: dropped)
    }

    public func run() async throws {
        for await _ in bell {
            try? await Task.sleep(for: .milliseconds(Self.patience))
            while let deliveries = next() { await keep(deliveries) }
        }
        for delivery in waiting.withLock({ $0.deliveries }) {
            delivery.continuation.resume(throwing: CancellationError())
        }
    }

    private func next() -> [Delivery]? {
        waiting.withLock { waiting in
            var (count, samples) = (0, 0)
            for delivery in waiting.deliveries {
                guard count == 0 || samples + delivery.samples.count <= Self.batch else { break }
                (count, samples) = (count + 1, samples + delivery.samples.count)
            }
            guard count > 0 else { return nil }
            defer {
                waiting.deliveries.removeFirst(count)
                waiting.samples -= samples
            }
            return Array(waiting.deliveries.prefix(count))
        }
    }

    private func keep(_ deliveries: [Delivery]) async {
        do {
            let kept = try await store.keep(deliveries.flatMap(\.samples))
            for spoilt in kept.spoilt {
                journal.warning("sample dropped", ["kind": spoilt.kind, "device": spoilt.device, "why": spoilt.why])
            }
            stored.add(deliveries.reduce(0) { $0 + $1.samples.count })
            dropped.add(kept.dropped.values.reduce(0, +))
            var unread = kept.dropped
            for delivery in deliveries {
                let device = delivery.samples[0].device
                delivery.continuation.resume(returning: unread.removeValue(forKey: device) ?? 0)
            }
        } catch {
            journal.warning("samples wait with their agents", ["deliveries": deliveries.count, "why": "\(error)"])
            refused.add(deliveries.count)
            for delivery in deliveries { delivery.continuation.resume(throwing: error) }
        }
    }

    private struct Delivery: Sendable {
        let samples: [From<RawSample>]
        let continuation: CheckedContinuation<Int, any Error>
    }
}

/// A sample whose kind is known and whose content is not yet read.
struct RawSample: Sendable {
    let kind: String
    let body: [UInt8]
}

extension Batch.Sample {
    /// When it was so: the device's time, corrected by how wrong its clock was when it sent this.
    ///
    /// Never in the future, and never so long ago that its partition is gone.
    fileprivate func said(by device: Admitted, in batch: Batch, at receivedAt: Instant) -> From<RawSample> {
        let age = min(max(batch.sentAt.milliseconds - observedAt.milliseconds, 0), 7 * 86_400_000)
        return From(
            device.device, of: device.organization, device.partner, observedAt: observedAt, receivedAt: receivedAt,
            at: Instant(milliseconds: receivedAt.milliseconds - age), boot: boot ?? batch.boot, sequence: sequence,
            RawSample(kind: kind, body: body.bytes))
    }
}
