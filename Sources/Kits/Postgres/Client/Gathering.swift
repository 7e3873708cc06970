// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Several answers for one waiter, who is woken once: by the last of them, or by the first failure.
final class Gathering: Sendable {
    let waiter = Waiter<[Rows]>()
    private let answers: Mutex<(rows: [Rows?], left: Int)>

    init(_ count: Int) { answers = Mutex((Array(repeating: nil, count: count), count)) }

    func receive(_ rows: Rows, at index: Int) {
        let all: [Rows]? = answers.withLock { answers in
            if answers.rows[index] == nil { answers.left -= 1 }
            answers.rows[index] = rows
            return answers.left == 0 ? answers.rows.compactMap(\.self) : nil
        }
        if let all { waiter.finish(.success(all)) }
    }

    func fail(_ error: any Error) { waiter.finish(.failure(error)) }
}
