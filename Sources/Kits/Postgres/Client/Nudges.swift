// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The channels to be nudged once a transaction is committed.
final class Nudges: Sendable {
    private let channels = Mutex<Set<String>>([])

    var all: Set<String> { channels.withLock { $0 } }
    func add(_ channel: String) { _ = channels.withLock { $0.insert(channel) } }
}
