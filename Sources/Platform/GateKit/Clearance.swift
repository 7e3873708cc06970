// SPDX-License-Identifier: Apache-2.0
import Postgres
import Shapes
import Vocabulary

/// Leave to run one prepared call, once: the gate makes it, redeeming uses it up.
struct Clearance: ~Copyable {
    private let work: Work
    private let entry: Entry
    private let call: Call
    private let devices: [DeviceID]
    private let verdict: Verdict
    private let repetition: Repetition?
    private let wait: Int
    private let isNoted: Bool

    init(
        _ prepared: Prepared, of entry: Entry, on devices: [DeviceID], _ call: Call, _ verdict: Verdict,
        _ repetition: Repetition?, wait: Int, isNoted: Bool
    ) {
        (work, self.entry, self.devices) = (prepared.work, entry, devices)
        (self.call, self.verdict, self.repetition, self.wait) = (call, verdict, repetition, wait)
        self.isNoted = isNoted
    }

    /// The effect, its audit and its event are one commit; a read is audited through the buffer.
    consuming func redeem(_ database: Database, _ keepers: Keepers) async throws -> Outcome {
        switch work.kind {
        case .answer(let answer):
            let output = try await answer(database.reading(in: call.reach.context), call)
            if isNoted { keepers.note(record(.answered)) }
            return .done(output)
        case .change(let change): return .done(try await make(change, database))
        case .order(let commands, let output):
            let (execution, told) = try await order(commands, database)
            await keepers.deliver(execution, told, wait)
            // The commands are committed: whatever fails from here on, the caller must learn how to ask for the replies.
            guard let replies = try? await database.reading(in: context).replies(to: execution) else {
                return .started(execution: execution)
            }
            let allAnswered = replies.allSatisfy { if case .silent = $0.result { false } else { true } }
            return allAnswered ? .done(try output(replies)) : .started(execution: execution)
        }
    }

    private borrowing func make(
        _ change: @Sendable (borrowing Session, Call) async throws -> [UInt8], _ database: Database
    ) async throws -> [UInt8] {
        let (record, event, origin, call, entry, repetition) = (
            record(.changed), event, Origin(call), call, entry, repetition
        )
        return try await database.transaction(in: context) { session in
            if let first = try await session.first(of: repetition, call) { return Array(first.utf8) }
            let output = try await change(session, call)
            try await session.remember(entry.kept(output), of: repetition, call)
            try await session.audit([record])
            try await session.emit(event, origin)
            return output
        }
    }

    /// A repeat goes on waiting for the devices that the first one told.
    private borrowing func order(
        _ commands: @Sendable (borrowing Session, Call) async throws -> [Dispatch], _ database: Database
    ) async throws -> (ExecutionID, [DeviceID]) {
        let (record, event, origin, call, tool, repetition) = (
            record(.ordered), event, Origin(call), call, entry.name, repetition
        )
        return try await database.transaction(in: context) { session in
            if let first = try await session.first(of: repetition, call).flatMap({ ExecutionID($0) }) {
                return (first, [])
            }
            let execution: ExecutionID = call.newID()
            let dispatches = try await commands(session, call)
            try await session.queue(dispatches, of: execution, tool, call)
            try await session.remember("\(execution)", of: repetition, call)
            try await session.audit([record])
            try await session.emit(event, origin)
            return (execution, dispatches.map(\.device))
        }
    }

    /// Above the organizations, a change works with the whole partner's rights; else inside its one organization.
    private var context: Context {
        switch entry.place {
        case .organization: Reach.organization(call.organization).context
        case .partner: Reach.partner(call.partner).context
        }
    }

    private func record(_ result: Record.Result) -> Record { Record(call, entry.name, verdict, devices, result) }

    private var event: ToolRan {
        ToolRan(
            tool: entry.name, title: entry.title, actor: call.actor.id, actorKind: call.actor.kind,
            level: verdict.level, targets: devices)
    }
}
