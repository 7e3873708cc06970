// SPDX-License-Identifier: Apache-2.0
import CSignals
import Glibc

/// Hears signals and keeps the deadline, on a thread of its own: tasks that are stuck cannot hold it up.
final class Watchman: Sendable {
    enum Verdict: Sendable {
        case stop
        case overdue
        case again(signal: Int32)
    }

    /// Somebody else in this process listens already.
    struct Taken: Error, CustomStringConvertible {
        let code: Int32
        var description: String { "cannot listen to signals (error \(code)): does another house run in this process?" }
    }

    // Bytes that no signal has.
    private static let end: UInt8 = 200
    private static let dismissal: UInt8 = 201

    /// The same signal once more within this time is the same wish.
    private static let echo = Duration.seconds(1)

    private let thread: pthread_t

    init(_ draining: Duration, _ tell: @escaping @Sendable (Verdict) -> Void) throws {
        let pipe = cs_listen([SIGTERM, SIGINT], 2)
        guard pipe >= 0 else { throw Taken(code: -pipe) }
        let post = Post(pipe: pipe, draining: draining, tell: tell)
        var thread = pthread_t()
        let started = pthread_create(&thread, nil, stand, Unmanaged.passRetained(post).toOpaque())
        precondition(started == 0, "no more threads")
        self.thread = thread
    }

    /// All must end now, though no signal came.
    func expectEnd() { cs_ring(Self.end) }

    /// Gives the signals back; returns when that is done.
    func dismiss() {
        cs_ring(Self.dismissal)
        pthread_join(thread, nil)
    }

    /// What the thread takes along.
    fileprivate final class Post: Sendable {
        let pipe: Int32
        let draining: Duration
        let tell: @Sendable (Verdict) -> Void

        init(pipe: Int32, draining: Duration, tell: @escaping @Sendable (Verdict) -> Void) {
            (self.pipe, self.draining, self.tell) = (pipe, draining, tell)
        }

        func keep() {
            var deadline: ContinuousClock.Instant?
            var first: (signal: UInt8, at: ContinuousClock.Instant)?
            while true {  // ends when dismissed, which is when all are down
                guard let byte = next(before: deadline) else {
                    tell(.overdue)
                    return drainUntilDismissed()
                }
                if byte == Watchman.dismissal { return }
                if byte != Watchman.end, deadline != nil {
                    // Whoever starts us may pass on a signal that the whole group has had already.
                    let isEcho = first.map { $0.signal == byte && $0.at + Watchman.echo > .now } ?? false
                    if !isEcho { tell(.again(signal: Int32(byte))) }
                }
                if deadline == nil {
                    first = (byte, .now)
                    deadline = .now + draining
                    tell(.stop)
                }
            }
        }

        /// The next byte, or nil at the deadline.
        private func next(before deadline: ContinuousClock.Instant?) -> UInt8? {
            while true {  // ends at the deadline, or with a byte
                let rest = deadline.map { max(.zero, $0 - .now) }
                if rest == .zero { return nil }
                var place = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
                let pause = rest.map { Int32(min($0, .seconds(60)) / .milliseconds(1)) + 1 }
                guard poll(&place, 1, pause ?? -1) > 0 else { continue }
                var byte: UInt8 = 0
                if read(pipe, &byte, 1) == 1 { return byte }
            }
        }

        /// Only a test comes here: the real end does not return.
        private func drainUntilDismissed() {
            while next(before: nil) != Watchman.dismissal {}
        }
    }
}

private func stand(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<Watchman.Post>.fromOpaque(context).takeRetainedValue().keep()
    cs_unlisten()
    return nil
}

/// Ends the process without another word: whoever is stuck gets no turn any more.
let endNow: @Sendable (Int32) -> Void = { code in _exit(code) }
