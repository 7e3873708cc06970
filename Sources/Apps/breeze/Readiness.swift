// SPDX-License-Identifier: Apache-2.0
import Lifecycle
import Synchronization

/// Whether the server is open for work: not before all that it needs is up, and no longer once it is told to stop.
///
/// It stands last in the house, so that it starts after all others and stops before them: whoever balances load is told
/// to go elsewhere while requests in flight are still answered.
final class Readiness: Service {
    enum State: Int { case starting, open, draining }

    let name = "readiness"
    private let place = Mutex(State.starting)
    var state: State { place.withLock { $0 } }

    func start() async throws { place.withLock { $0 = .open } }

    func run() async throws {
        await untilCancelled()
        place.withLock { $0 = .draining }
    }
}
