// SPDX-License-Identifier: Apache-2.0
import Journal
import Postgres

/// Work that is done whenever somebody says on a channel that there is some, and every so often in case nobody does.
///
/// A nudge may be lost and may come from any server; rows say what there is to do.
struct Rounds {
    let channel: StaticString
    let database: Database
    /// At least this often, nudged or not.
    let every: Duration
    /// At most this often, however often it is nudged.
    var atMost = Duration.milliseconds(5)

    /// Returns when cancelled; `what` waits for the database, should it be away.
    func go(_ what: String, _ turn: () async throws -> Void) async {
        let (bell, ring) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        ring.yield()
        await withDiscardingTaskGroup { group in
            group.addTask { for await _ in database.listen(channel) { ring.yield() } }
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: every)
                    ring.yield()
                }
            }
            for await _ in bell {
                do {
                    try await turn()
                    try? await Task.sleep(for: atMost)
                } catch is CancellationError {
                    break
                } catch {
                    journal.warning("work waits for the database", ["work": what, "why": "\(error)"])
                    try? await Task.sleep(for: .seconds(1))
                    ring.yield()
                }
            }
            group.cancelAll()
        }
    }
}
