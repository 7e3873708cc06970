// SPDX-License-Identifier: Apache-2.0
/// What became of a call that was right.
public enum Outcome: Sendable, Equatable {
    /// The output, as JSON.
    case done([UInt8])
    /// A person must agree first.
    case pending(approval: ApprovalID)
    /// Endpoints are at it; ask again with the id.
    case started(execution: ExecutionID)
    /// Not for this caller at this door; the link leads to where a person may do it.
    case blocked(reason: String, link: String)
}
