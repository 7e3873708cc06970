// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import Programs

/// The machine that the tests run on, and the programs that are run on it.
public enum Host {
    /// What a program wrote and how it ended, as a shell counts it: a signal is 128 and its number, overdue is 124.
    public struct Output: Sendable {
        public let status: Int32
        public let out: String
        public let err: String
    }

    /// Says which command failed, how, and what it wrote last.
    public struct Failed: Error, CustomStringConvertible {
        public let command: [String]
        public let output: Output
        public var description: String {
            let words = output.err.isEmpty ? output.out : output.err
            return "\(command.joined(separator: " ")): status \(output.status): \(words.suffix(2_000))"
        }
    }

    /// Runs a command and returns what it wrote.
    ///
    /// A status other than 0 is an error.
    @discardableResult
    public static func run(_ command: [String], within bound: Duration = .seconds(60)) async throws -> String {
        let output = try await ask(command, within: bound)
        guard output.status == 0 else { throw Failed(command: command, output: output) }
        return output.out
    }

    /// Runs a command and returns how it ended, however that was.
    ///
    /// Past the bound, or past 4 MB of words, it is killed with all that it started.
    public static func ask(_ command: [String], within bound: Duration = .seconds(60)) async throws -> Output {
        let program = program(command)
        let finished: Finished = try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread { done.resume(with: Result { try program.run(limit: 4 << 20, deadline: bound) }) }
        }
        return Output(
            status: status(finished.ending), out: String(decoding: finished.output, as: UTF8.self),
            err: String(decoding: finished.errors, as: UTF8.self))
    }

    /// Waits a moment even in a task that was cancelled: what was started has to be ended all the same.
    static func pause() async {
        await withCheckedContinuation { later in
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(25)) { later.resume() }
        }
    }

    /// A command found on the path, in our environment and our folder.
    static func program(_ command: [String]) -> Program {
        Program(
            "/usr/bin/env", command, environment: ProcessInfo.processInfo.environment,
            in: FileManager.default.currentDirectoryPath)
    }

    static func has(_ name: String) -> Bool {
        ["/usr/bin/", "/usr/sbin/"].contains { FileManager.default.isExecutableFile(atPath: $0 + name) }
    }

    static func status(_ ending: Ending) -> Int32 {
        switch ending {
        case .exited(let code): code
        case .killed(let signal): 128 + signal
        case .overdue: 124
        case .overlong, .unknown: 125
        }
    }
}
