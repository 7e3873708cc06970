// SPDX-License-Identifier: Apache-2.0

/// One forward step of the schema; its bytes come from a `.sql` file beside the feature.
public struct Migration: Sendable {
    public let name: String
    public let sql: String
    public init(_ name: String, _ bytes: [UInt8]) { (self.name, sql) = (name, String(decoding: bytes, as: UTF8.self)) }
}
