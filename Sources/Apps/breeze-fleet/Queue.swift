// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Work for several hands, each piece taken once.
final class Queue<Element: Sendable>: Sendable {
    private let rest: Mutex<ArraySlice<Element>>
    init(_ elements: [Element]) { rest = Mutex(elements[...]) }

    private func next() -> Element? { rest.withLock { $0.popFirst() } }

    /// Does all of it, so many pieces at a time; the first failure ends the rest.
    func work(_ hands: Int, _ piece: @escaping @Sendable (Element) async throws -> Void) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for _ in 0..<hands {
                group.addTask {
                    while let element = self.next() {
                        try Task.checkCancellation()
                        try await piece(element)
                    }
                }
            }
        }
    }
}
