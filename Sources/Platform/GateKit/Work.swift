// SPDX-License-Identifier: Apache-2.0
import Postgres
import Vocabulary

/// What a cleared call will do, without its types; opaque outside this module.
public struct Work: Sendable {
    enum Kind: Sendable {
        case answer(@Sendable (Reading, Call) async throws -> [UInt8])
        case change(@Sendable (borrowing Session, Call) async throws -> [UInt8])
        case order(
            commands: @Sendable (borrowing Session, Call) async throws -> [Dispatch],
            output: @Sendable ([Reply<[UInt8]>]) throws -> [UInt8])
    }
    let kind: Kind
    init(_ kind: Kind) { self.kind = kind }
}
