// SPDX-License-Identifier: Apache-2.0

/// What a person or a key must hold: `devices:write`.
public struct Permission: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let description: String
    /// Held by people and the operator only: a key that could make keys would outlive its own revocation.
    public let isForPeople: Bool

    public init(stringLiteral text: String) { (description, isForPeople) = (text, false) }
    private init(_ text: String, isForPeople: Bool) { (description, self.isForPeople) = (text, isForPeople) }

    /// A permission that no key can hold.
    public static func people(_ text: StaticString) -> Permission { Permission("\(text)", isForPeople: true) }

    public static func == (a: Permission, b: Permission) -> Bool { a.description == b.description }
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
