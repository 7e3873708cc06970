// SPDX-License-Identifier: Apache-2.0
import JSON
import Journal
import Synchronization
import Vocabulary

/// What the agent does when it is told to: each command once, a few at a time, nothing above `medium`.
///
/// The verbs and their risk are compiled in: whatever the server calls a command, this table decides.
final class Duties: Sendable {
    private let handlers: [String: Handler]
    private let seen = Mutex<[String]>([])
    private let busy = Mutex(0)

    /// Commands that are obeyed at a time: as many as the server hands over at once.
    private static let most = 20
    /// Commands that are remembered, so that one that comes twice is obeyed once.
    private static let memory = 256

    init(_ features: [AgentFeature]) {
        handlers = Dictionary(features.flatMap(\.handlers).map { ($0.kind, $0) }) { _, twin in
            preconditionFailure("two handlers for \(twin.kind)")
        }
    }

    var kinds: [String] { handlers.keys.sorted() }

    /// False for one that has been here before.
    func accept(_ order: CommandOrder) -> Bool {
        seen.withLock { seen in
            guard !seen.contains(order.command) else { return false }
            seen = seen.suffix(Self.memory - 1) + [order.command]
            return true
        }
    }

    private func start() -> Bool {
        busy.withLock { busy in
            guard busy < Self.most else { return false }
            busy += 1
            return true
        }
    }

    /// Blocks as long as the command takes.
    func obey(_ order: CommandOrder) -> CommandReport {
        guard let handler = handlers[order.kind] else {
            return CommandReport(command: order.command, failure: "this agent does not know \(order.kind.prefix(80))")
        }
        guard handler.risk <= .medium else {
            return CommandReport(
                command: order.command,
                failure: "\(handler.kind) is \(handler.risk) risk and carries no signed approval")
        }
        guard start() else {
            return CommandReport(command: order.command, failure: "this agent is busy with \(Self.most) other commands")
        }
        defer { busy.withLock { $0 -= 1 } }
        do {
            let report = try handler.obey(order.body.bytes)
            journal.notice("obeyed", ["kind": order.kind, "command": order.command, "request": order.requestID])
            return CommandReport(command: order.command, done: try RawJSON(report))
        } catch {
            journal.warning("could not obey", ["kind": order.kind, "command": order.command, "why": "\(error)"])
            return CommandReport(command: order.command, failure: "\(error)")
        }
    }
}
