// SPDX-License-Identifier: Apache-2.0
/// In whose name a statement runs: the role, and the settings that row-level security compares with.
public struct Context: Sendable, Equatable {
    public let role: String
    public let settings: [String: String]

    /// All contexts of one role have the same keys; a setting that one of them left out would keep its neighbour's value.
    public init(role: StaticString, settings: [String: String]) {
        (self.role, self.settings) = (role.description, settings)
    }
}
