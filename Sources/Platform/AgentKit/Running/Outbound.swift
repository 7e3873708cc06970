// SPDX-License-Identifier: Apache-2.0
import JSON
import Shapes
import Synchronization
import Vocabulary

/// The spool between those who observe and the link that sends: one at a time, and a bell for what is new.
final class Outbound: Sendable {
    private let spool: Mutex<Spool>
    private let bell = Mutex<AsyncStream<Void>.Continuation?>(nil)

    init(_ spool: sending Spool) { self.spool = Mutex(spool) }

    func add(kind: String, at now: Instant, boot: String, body: RawJSON) throws {
        try spool.withLock { try $0.add(kind: kind, at: now, boot: boot, body: body) }
        _ = bell.withLock { $0?.yield() }
    }

    /// An element at once and whenever something was added; the last to ask is the one that hears.
    func news() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        bell.withLock { bell in
            bell?.finish()
            bell = continuation
        }
        continuation.yield()
        return stream
    }

    func batch() throws -> [Batch.Sample] {
        try spool.withLock { try $0.batch(most: LinkLimits.batch, bytes: LinkLimits.frame / 2) }
    }

    func forget(through sequence: Int) throws { try spool.withLock { try $0.forget(through: sequence) } }

    /// How much waits, and how much could not.
    var counts: (waiting: Int, lost: Int, spoilt: Int) { spool.withLock { ($0.count, $0.lost, $0.spoilt) } }
}
