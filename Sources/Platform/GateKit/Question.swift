// SPDX-License-Identifier: Apache-2.0
public import Vocabulary

/// Everything that classification looks at, and nothing else: it can be stored, replayed and fuzzed.
///
/// Factors that raise the level (targets, time, roles, taint …) join it one by one, each with a live producer.
public struct Question: Sendable, Equatable {
    public var effect: Effect
    /// The action's level, else the tool's.
    public var base: RiskLevel
    public var asker: Principal.Kind
    /// Whether the tool is named for the machine's own terminal.
    public var isForOperator: Bool

    public init(effect: Effect, base: RiskLevel, asker: Principal.Kind, isForOperator: Bool) {
        (self.effect, self.base, self.asker, self.isForOperator) = (effect, base, asker, isForOperator)
    }

    /// Pure and monotone: nothing that joins a question ever lowers the level.
    public var verdict: Verdict { Verdict(level: base, reasons: ["\(base) by declaration"]) }

    /// What the verdict means for this asker: until there are approvals, what is high fails closed.
    public var ruling: Ruling {
        switch verdict.level {
        case .low, .medium: .run
        case .high where asker == .operator && isForOperator: .run
        case .high:
            .block(
                isForOperator
                    ? "It is high risk: it runs only from the terminal of the server's own machine."
                    : "It is high risk and needs a person's approval, which this version cannot ask for.")
        case .critical: .block("It is critical: no caller may run it in this version.")
        }
    }
}

/// A level, and every reason that fired.
public struct Verdict: Sendable, Equatable {
    public let level: RiskLevel
    public let reasons: [String]
}

/// What the gate does with a call.
public enum Ruling: Sendable, Equatable {
    case run
    case block(String)
}
