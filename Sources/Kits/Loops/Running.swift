// SPDX-License-Identifier: Apache-2.0
import CBeast

extension EventLoop {
    /// Gives the loop its thread.
    public func start() {
        thread { [self] in hs_loop_run(raw) }
    }

    /// Drains the loop's listeners for at most `seconds`, then ends its thread; from any thread.
    public func stop(grace seconds: Int) { hs_loop_stop(raw, Int32(clamping: seconds * 1000)) }

    /// Runs `body` to its end on a loop of its own; for a command line and for tests.
    public static func running<Result: Sendable>(
        _ body: @Sendable (EventLoop) async throws -> Result
    ) async throws -> Result {
        let loop = EventLoop()
        loop.start()
        defer { loop.stop(grace: 0) }
        return try await withTaskExecutorPreference(loop) { try await body(loop) }
    }
}
