// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// How much a writer got rid of.
final class Written: Sendable {
    private let total = Mutex(0)
    var bytes: Int { total.withLock { $0 } }
    func add(_ count: Int) { total.withLock { $0 += count } }
}
