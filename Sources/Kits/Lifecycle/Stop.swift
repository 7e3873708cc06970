// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Something that happens once, and can be waited for.
final class Stop: Sendable {
    private enum State {
        case quiet([CheckedContinuation<Void, Never>])
        case rung
    }

    private let state = Mutex(State.quiet([]))

    var isRung: Bool {
        state.withLock { state in
            switch state {
            case .quiet: false
            case .rung: true
            }
        }
    }

    func ring() {
        let waiting = state.withLock { state in
            switch state {
            case .quiet(let waiting):
                state = .rung
                return waiting
            case .rung: return []
            }
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns once it has happened, or when the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    switch state {
                    case .quiet(let waiting):
                        state = .quiet(waiting + [continuation])
                        return false
                    case .rung: return true
                    }
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
    }
}
