// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Somebody who waits for one thing that may come, fail or be given up, in any order and from any thread.
final class Waiter<Value: Sendable>: Sendable {
    private enum State {
        case fresh
        case waiting(UnsafeContinuation<Value, any Error>)
        case over(Result<Value, any Error>?)
    }
    private let state = Mutex<State>(.fresh)

    /// Says whether somebody was still to be told.
    @discardableResult func finish(_ result: Result<Value, any Error>) -> Bool {
        let (wasOpen, continuation): (Bool, UnsafeContinuation<Value, any Error>?) = state.withLock { state in
            switch state {
            case .fresh:
                state = .over(result)
                return (true, nil)
            case .waiting(let continuation):
                state = .over(nil)
                return (true, continuation)
            case .over: return (false, nil)
            }
        }
        continuation?.resume(with: result)
        return wasOpen
    }

    /// Begins what is waited for, then waits; `onCancel` may run at any time.
    func wait(_ begin: () -> Void, onCancel: @escaping @Sendable () -> Void = {}) async throws -> Value {
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                let early = state.withLock { state -> Result<Value, any Error>? in
                    if case .over(let result) = state { return result }
                    state = .waiting(continuation)
                    return nil
                }
                if let early { return continuation.resume(with: early) }
                begin()
            }
        } onCancel: {
            finish(.failure(CancellationError()))
            onCancel()
        }
    }
}
