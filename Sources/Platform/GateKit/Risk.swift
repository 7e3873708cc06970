// SPDX-License-Identifier: Apache-2.0
public import Vocabulary

/// How dangerous a tool is: one level, or one for each of its actions.
public struct Risk: Sendable, Equatable {
    public let level: RiskLevel
    public let actions: [String: RiskLevel]

    public init(_ level: RiskLevel) { (self.level, actions) = (level, [:]) }

    /// For a tool whose field `action` decides.
    public init<Action: RawRepresentable<String> & Hashable>(_ level: RiskLevel, actions: [Action: RiskLevel]) {
        self.level = level
        self.actions = Dictionary(actions.map { ($0.key.rawValue, $0.value) }) { max($0, $1) }
    }

    public static let low = Risk(.low)
    public static let medium = Risk(.medium)
    public static let high = Risk(.high)
    public static let critical = Risk(.critical)

    func level(of action: String?) -> RiskLevel { action.flatMap { actions[$0] } ?? level }
}
