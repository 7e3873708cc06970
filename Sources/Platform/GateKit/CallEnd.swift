// SPDX-License-Identifier: Apache-2.0
import Vocabulary

/// How a call ended, in one word.
public enum CallEnd: CaseIterable, Sendable {
    case done, pending, started, blocked
    /// The caller's error.
    case refused
    /// Ours.
    case failed

    init(_ outcome: Outcome) {
        switch outcome {
        case .done: self = .done
        case .pending: self = .pending
        case .started: self = .started
        case .blocked: self = .blocked
        }
    }
}
