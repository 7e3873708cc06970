// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Somebody who waits, and is woken once: by an answer, a failure or a cancellation, whichever comes first.
final class Waiter<Value: Sendable>: Sendable {
    private enum Phase {
        case fresh
        case waiting(UnsafeContinuation<Value, any Error>)
        case over(Result<Value, any Error>?)  // holds what came before anybody waited
    }
    private let phase = Mutex(Phase.fresh)

    var isOver: Bool { phase.withLock { if case .over = $0 { true } else { false } } }

    /// Says whether there is still something to wait for.
    func wait(_ continuation: UnsafeContinuation<Value, any Error>) -> Bool {
        let early: Result<Value, any Error>? = phase.withLock { phase in
            guard case .over(let result) = phase else {
                phase = .waiting(continuation)
                return nil
            }
            return result
        }
        guard let early else { return true }
        continuation.resume(with: early)
        return false
    }

    /// Says whether this was the first word.
    @discardableResult func finish(_ result: Result<Value, any Error>) -> Bool {
        let (isFirst, continuation): (Bool, UnsafeContinuation<Value, any Error>?) = phase.withLock { phase in
            switch phase {
            case .over: return (false, nil)
            case .fresh:
                phase = .over(result)
                return (true, nil)
            case .waiting(let continuation):
                phase = .over(nil)
                return (true, continuation)
            }
        }
        continuation?.resume(with: result)
        return isFirst
    }
}
