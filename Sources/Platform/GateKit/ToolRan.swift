// SPDX-License-Identifier: Apache-2.0
public import Vocabulary

/// A tool has run that left a trace; from `medium` on, somebody is told.
struct ToolRan: Event {
    static let type = "tool.ran"
    static let category = Category.user
    static let meaning = "A tool has run that changes something, or that tells devices to do something."
    static var example: ToolRan {
        ToolRan(
            tool: "restart_service", title: "Restart a service", actor: "\(EventID.example)", actorKind: .apiKey,
            level: .medium, targets: [.example])
    }

    let tool: String
    let title: String
    let actor: String
    let actorKind: Principal.Kind
    let level: RiskLevel
    let targets: [DeviceID]

    var summary: String { "\(title): run by \(actorKind.words) (\(level) risk)." }
    var devices: [DeviceID] { targets }
    var severity: Severity {
        switch level {
        case .low: .info
        case .medium: .low
        case .high: .medium
        case .critical: .high
        }
    }
}

extension Principal.Kind {
    /// What a sentence calls such a caller.
    var words: String {
        switch self {
        case .person: "a person"
        case .apiKey: "an API key"
        case .systemJob: "a system job"
        case .agent: "an agent"
        case .operator: "the operator at the server's terminal"
        }
    }
}

extension Gate {
    /// What it tells itself, beside what features tell.
    public static let emits: [any Event.Type] = [ToolRan.self]
}
