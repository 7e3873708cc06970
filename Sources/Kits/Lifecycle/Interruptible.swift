// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Does one piece of work that ends by itself, and is cancelled when SIGTERM or SIGINT comes before that.
///
/// What runs until it is told to stop is a ``House`` instead. Work that is cancelled has until the deadline to leave
/// what it holds in order; a second signal ends the process at once.
public func interruptible<Result: Sendable>(
    draining: Duration = .seconds(25), _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    signal(SIGPIPE, SIG_IGN)  // a peer that hangs up is an error of one write, not the end of the process
    let stop = Stop()
    let watchman = try Watchman(draining) { verdict in
        switch verdict {
        case .stop: stop.ring()
        case .overdue: endNow(1)
        case .again(let signal): endNow(128 + signal)
        }
    }
    defer { watchman.dismiss() }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            await stop.wait()
            return nil
        }
        // Cancelled or done, the work has the last word.
        var result: Result?
        while let ended = try await group.next() {
            result = ended ?? result
            group.cancelAll()
        }
        guard let result else { throw CancellationError() }
        return result
    }
}
