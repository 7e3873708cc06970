// SPDX-License-Identifier: Apache-2.0

public import Shapes

/// A score in a word.
public enum Band: String, Choice {
    case critical, poor, fair, good

    public init(score: Int) {
        switch score {
        case ...50: self = .critical
        case 51...70: self = .poor
        case 71...85: self = .fair
        default: self = .good
        }
    }
}

/// Something that a score could not take into account.
public enum Limit: String, Choice {
    /// The device has not told anything yet: either its agent has not spoken, or it is too old to tell.
    case notReported = "not_reported"
    /// Fewer than three days have been observed.
    case insufficientHistory = "insufficient_history"
    /// The device keeps no journal: crashes, hangs and failures cannot be seen.
    case noJournal = "no_journal"
    /// The journal does not outlive a restart: what ended a boot cannot be seen.
    case volatileJournal = "volatile_journal"
    /// A container does not own the kernel's messages: hardware and kernel errors cannot be seen.
    case kernelNotSeen = "kernel_not_seen"
}
