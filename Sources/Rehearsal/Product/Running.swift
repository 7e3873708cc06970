// SPDX-License-Identifier: Apache-2.0
import Foundation
import Loops
import Programs
import Synchronization

/// A program that runs until it is ended, and ends with the test at the latest.
final class Running: Sendable {
    private let child: Child
    private let ending = Handover<Ending>()

    /// What it says goes to the end of `log`.
    init(_ program: String, _ arguments: [String], log: String) async throws {
        let descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        var environment = ProcessInfo.processInfo.environment
        environment = environment.filter { !$0.key.hasPrefix("BREEZE_") }
        let program = Program(program, arguments, environment: environment)
        let (started, ending) = (Handover<Result<Child, any Error>>(), ending)
        // The thread that starts it waits for it: the signal at our death follows the thread.
        thread {
            let result = Result<Child, any Error> { try program.start(output: descriptor, endedBy: SIGTERM) }
            started.give(result)
            if case .success(let child) = result { ending.give(child.wait()) }
        }
        child = try await started.taken.get()
    }

    var hasEnded: Bool { Foundation.kill(child.pid, 0) != 0 }

    /// Kills it and whatever it started.
    func killAll() async {
        child.killGroup()
        _ = await ending.taken
    }

    /// Sends a signal, waits for the end, and returns the exit status, or nothing if it was killed.
    @discardableResult func end(_ signal: Int32) async -> Int32? {
        child.send(signal)
        switch await ending.taken {
        case .exited(let status): return status
        default: return nil
        }
    }
}

/// Something that a thread gives once, and that tasks wait for.
private final class Handover<Value: Sendable>: Sendable {
    private let (isGiven, given) = AsyncStream<Never>.makeStream()
    private let value = Mutex<Value?>(nil)

    func give(_ value: Value) {
        self.value.withLock { $0 = value }
        given.finish()
    }

    var taken: Value {
        get async {
            for await _ in isGiven {}
            guard let value = value.withLock({ $0 }) else { preconditionFailure("the thread ended without giving it") }
            return value
        }
    }
}
