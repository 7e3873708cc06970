// SPDX-License-Identifier: Apache-2.0

/// What one look at an installation found: what about, where, how it is, and what to do if it is not well.
public struct Finding: Codable, Sendable, Equatable {
    public enum State: String, Codable, Sendable, CaseIterable { case ok, warning, failed }

    public let state: State
    /// What was looked at, in a word or two.
    public let subject: String
    /// What was found, with its place.
    public let found: String
    /// What to do about it; there is something whenever all is not well.
    public let remedy: String?

    public static func ok(_ subject: String, _ found: String) -> Finding {
        Finding(state: .ok, subject: subject, found: found, remedy: nil)
    }
    public static func warning(_ subject: String, _ found: String, do remedy: String) -> Finding {
        Finding(state: .warning, subject: subject, found: found, remedy: remedy)
    }
    public static func failed(_ subject: String, _ found: String, do remedy: String) -> Finding {
        Finding(state: .failed, subject: subject, found: found, remedy: remedy)
    }

    /// A look that could itself not be taken is a failure, in the words of its error.
    public static func of(_ subject: String, do remedy: String, _ look: () throws -> Finding) -> Finding {
        do { return try look() } catch { return .failed(subject, "\(error)", do: remedy) }
    }
}

/// All that was found, for a person or for a program.
public struct Checkup: Codable, Sendable {
    /// The worst of all.
    public let state: Finding.State
    public let findings: [Finding]

    public init(_ findings: [Finding]) {
        self.findings = findings
        let states = Set(findings.map(\.state))
        state = states.contains(.failed) ? .failed : states.contains(.warning) ? .warning : .ok
    }

    /// As an exit status: a warning is not yet a failure.
    public var status: Int32 { state == .failed ? 1 : 0 }

    public var text: String {
        let width = findings.map(\.subject.count).max() ?? 0
        let lines = findings.map { finding in
            let head = padded(finding.state.rawValue, 8) + padded(finding.subject, width + 2)
            let remedy = finding.remedy.map { "\n" + padded("", 8 + width + 2) + "→ " + $0 }
            return head + finding.found + (remedy ?? "")
        }
        let counts = Finding.State.allCases.map { state in (state, findings.count { $0.state == state }) }
        let sum = counts.map { "\($1) \($0.rawValue)" }.joined(separator: ", ")
        return (lines + [sum]).joined(separator: "\n")
    }
}

func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}
