// SPDX-License-Identifier: Apache-2.0
import Postgres
package import Vocabulary

extension Refusal {
    /// What a caller learns of an error: a refusal as it is, of a fault of ours only that it was one.
    package init(_ error: any Error) {
        switch error {
        case let refusal as Refusal: self = refusal
        case is CancellationError: self = .unavailable(why: "The call was given up")
        case PostgresError.busy, PostgresError.deadline:
            self = .unavailable(why: "The database is away, or has more to do than it can")
        case PostgresError.outcomeUnknown:
            self = .unavailable(why: "The database was lost while it committed", perhapsDone: true)
        case PostgresError.refused(sqlstate: "53100", _):
            self = .unavailable(why: "The disk of the database is full; whoever runs the server must make room")
        // Class 22: what a value that nobody checked before turned out to be.
        case PostgresError.refused(let state, _) where state.hasPrefix("22"):
            self = .invalid(path: "$", why: "holds a value that the database cannot take")
        case is PostgresError: self = .unavailable(why: "The database did not answer as it should")
        default: self = .unavailable(why: "The server has met a fault of its own")
        }
    }
}
