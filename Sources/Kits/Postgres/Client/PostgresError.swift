// SPDX-License-Identifier: Apache-2.0
import CPQ

/// Why a statement has no answer; never quotes a value, so it may be logged.
public enum PostgresError: Error, Hashable {
    /// Too many are waiting for a connection already.
    case busy
    /// No connection became free in time.
    case deadline
    /// The connection went; nothing of this transaction remains.
    case connectionLost
    /// The connection went while it committed: perhaps it did, perhaps not.
    case outcomeUnknown
    case tooMany(limit: Int)
    /// A constraint, or for a missing value a column, said no.
    case constraint(name: String, sqlstate: String)
    /// Two transactions stood in each other's way; this one may be tried again from its beginning.
    case serialization
    case refused(sqlstate: String, message: String)
}

extension PostgresError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .busy: "PostgreSQL: too many statements are waiting for a connection"
        case .deadline: "PostgreSQL: no connection became free in time"
        case .connectionLost: "PostgreSQL: the connection was lost"
        case .outcomeUnknown: "PostgreSQL: the connection was lost while it committed"
        case .tooMany(let limit): "PostgreSQL: more than \(limit) rows; the query needs a limit"
        case .constraint(let name, let state): "PostgreSQL: against the constraint \(name) (\(state))"
        case .serialization: "PostgreSQL: in conflict with another transaction"
        case .refused(let state, let message): "PostgreSQL: \(message) (\(state))"
        }
    }
}

/// A row that a COPY could not take; nothing of that COPY remains, nor of its transaction.
public struct UnfitRow: Error, Equatable, CustomStringConvertible {
    /// From 1, in the order in which they were written.
    public let number: Int
    public let why: PostgresError

    public init(number: Int, why: PostgresError) { (self.number, self.why) = (number, why) }

    public var description: String { "row \(number): \(why)" }
}

/// What the server said was wrong, and what that says about the connection and the plan.
struct Fault {
    let error: PostgresError
    /// The server is taking this connection away; that is no verdict on the statement.
    let isGoodbye: Bool
    /// The parsed statement no longer fits the tables, or is gone.
    let isStale: Bool

    init(_ result: OpaquePointer) {
        let state = diagnosis("C", of: result)
        // libpq's own errors carry no state: it says that the connection is broken
        isGoodbye = state.isEmpty || state.hasPrefix("57P") || state.hasPrefix("08")
        isStale = state == "26000" || state == "0A000" && diagnosis("R", of: result) == "RevalidateCachedQuery"
        error =
            switch state {
            case "40001", "40P01": .serialization
            case _ where state.hasPrefix("23"):
                .constraint(
                    name: ["n", "c"].map { diagnosis($0, of: result) }.first { !$0.isEmpty } ?? "", sqlstate: state)
            default: .refused(sqlstate: state, message: blanked(diagnosis("M", of: result), state))
            }
    }
}

/// One field of an error or a notice, by libpq's letter for it.
func diagnosis(_ field: Character, of result: OpaquePointer?) -> String {
    PQresultErrorField(result, Int32(field.asciiValue ?? 0)).map { String(cString: $0) } ?? ""
}

/// Errors about data (class 22) quote the value; everything from the first to the last quotation mark goes.
func blanked(_ message: String, _ state: String) -> String {
    guard state.hasPrefix("22"), let first = message.firstIndex(of: "\""), let last = message.lastIndex(of: "\""),
        first < last
    else { return message }
    return "\(message[..<first])\"…\(message[last...])"
}
