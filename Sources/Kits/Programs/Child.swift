// SPDX-License-Identifier: Apache-2.0
import CSpawn
import Glibc
import Synchronization

/// A program that was started: wait for it once, signal it while it lives.
public final class Child: Sendable {
    public let pid: Int32
    private let ending = Mutex<Ending?>(nil)

    init(pid: Int32) { self.pid = pid }

    /// Blocks this thread until the child has ended; every caller learns how.
    @discardableResult public func wait() -> Ending {
        if let known = ending.withLock({ $0 }) { return known }
        _ = cs_await_end(pid)
        // Taken off the system's list under the lock, so that no signal can reach whoever gets this number next.
        return ending.withLock { ending in
            if let ending { return ending }
            var status: Int32 = 0
            let isKnown = cs_wait(pid, &status) == pid
            let signal = cs_ending_signal(status)
            let seen: Ending =
                isKnown ? signal > 0 ? .killed(bySignal: signal) : .exited(cs_exit_code(status)) : .unknown
            ending = seen
            return seen
        }
    }

    /// Sends it a signal; false if it has ended.
    @discardableResult public func send(_ signal: Int32) -> Bool {
        ending.withLock { $0 == nil && kill(pid, signal) == 0 }
    }

    /// Ends it and all that it started and that stayed in its session's first group.
    public func killGroup() {
        ending.withLock { ending in if ending == nil { kill(-pid, SIGKILL) } }
    }
}
