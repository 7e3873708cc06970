// SPDX-License-Identifier: Apache-2.0
import Shapes
import Synchronization
import Vocabulary

/// How much one device may send, so that none fills the disk of all: a week's backlog at once, and then a steady trickle
/// that is many times what an honest agent has to tell.
///
/// A device that is over it waits for its acknowledgement, and so does what it would send next; nothing is lost.
final class Allotment: Sendable {
    /// Samples, or blocks of four kilobytes, whichever is more.
    private static let burst = 4000.0
    private static let perSecond = 2.0
    private static let block = 4096.0
    /// The longest that one batch waits; what is owed beyond it is owed by the next.
    private static let longest = 60.0
    /// Devices that are remembered before those that owe nothing are forgotten.
    private static let most = 100_000

    private struct Account {
        var left: Double
        var at: Instant
    }
    private struct Book {
        var accounts: [DeviceID: Account] = [:]
        /// At how many those that owe nothing are forgotten; twice as many as were left, so that looking stays rare.
        var limit = Allotment.most
    }
    private let book = Mutex(Book())

    /// How long a batch of this size waits.
    func wait(of device: DeviceID, samples: Int, bytes: Int, at now: Instant) -> Duration {
        let cost = max(Double(samples), Double(bytes) / Self.block)
        let left = book.withLock { book in
            if book.accounts.count >= book.limit {
                book.accounts = book.accounts.filter { Self.refilled($0.value, at: now) < Self.burst }
                book.limit = max(Self.most, 2 * book.accounts.count)
            }
            var account = book.accounts[device] ?? Account(left: Self.burst, at: now)
            account.left = max(Self.refilled(account, at: now) - cost, -Self.burst)
            account.at = now
            book.accounts[device] = account
            return account.left
        }
        return left >= 0 ? .zero : .milliseconds(Int(min(-left / Self.perSecond, Self.longest) * 1000))
    }

    private static func refilled(_ account: Account, at now: Instant) -> Double {
        let passed = Double(max(0, now.milliseconds - account.at.milliseconds)) / 1000
        return min(burst, account.left + passed * perSecond)
    }
}
