// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc

/// Why a program did not run.
public enum ProgramError: Error, Equatable, CustomStringConvertible {
    case notStarted(String, code: Int32)
    case noAccount(String)

    public var description: String {
        switch self {
        case .notStarted(let path, ENOENT): "cannot start \(path): it is not there; install what it belongs to"
        case .notStarted(let path, EPERM): "cannot start \(path) as another account: only root can do that"
        case .notStarted(let path, let code): "cannot start \(path): \(systemMessage(code))"
        case .noAccount(let name): "this machine has no account \(name): create it, or install what it belongs to"
        }
    }
}

/// How a program ended.
public enum Ending: Equatable, Sendable, CustomStringConvertible {
    case exited(Int32)
    case killed(bySignal: Int32)
    /// It took too long, and was killed.
    case overdue
    /// It said more than we would hear, and was killed.
    case overlong
    /// Somebody else has waited for it.
    case unknown

    public var isSuccess: Bool { self == .exited(0) }

    public var description: String {
        switch self {
        case .exited(let code): "exited with \(code)"
        case .killed(let signal): "was killed by signal \(signal)"
        case .overdue: "took too long and was killed"
        case .overlong: "said too much and was killed"
        case .unknown: "ended unseen"
        }
    }
}
