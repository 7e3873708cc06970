// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
import GateKit
import JSON
public import Postgres
public import Shapes
public import Vocabulary

/// The commands of orders on their way to devices and back.
///
/// A row says where each one stands; an answer is taken once, from the device that was asked, while it was being waited
/// for.
public struct Commands: Sendable {
    private let database: Database
    private let switchboard: Switchboard
    private let time: Timepiece

    /// Commands that one device is handed at a time.
    private static let handful = 20

    public init(_ database: Database, _ switchboard: Switchboard, _ time: Timepiece) {
        (self.database, self.switchboard, self.time) = (database, switchboard, time)
    }

    /// Takes what waits for a device; what is taken is on its way, and is not given out again.
    public func claim(for device: Admitted) async throws -> [CommandOrder] {
        let now = time.now()
        let rows = try await database.transaction(in: .intake) { session in
            try await session.rows(
                """
                with due as materialized (
                    select org_id, id from house.command
                     where org_id = \(device.organization) and device_id = \(device.device) and state = 'queued'
                       and expires_at > \(now)
                     order by created_at limit \(Self.handful) for update skip locked)
                update house.command c set state = 'sent', sent_at = \(now)
                  from due where c.org_id = due.org_id and c.id = due.id
                returning c.id, c.kind, c.request_id, c.body
                """)
        }
        return try rows.map { row in
            let body: String = try row("body")
            return CommandOrder(
                command: try row("id"), kind: try row("kind"), requestID: try row("request_id"),
                body: try RawJSON(Array(body.utf8)))
        }
    }

    /// Takes an answer; false when nobody waits for it from this device, which is worth a line in the journal.
    public func settle(_ report: CommandReport, from device: Admitted, requestID: String) async throws -> Bool {
        guard let command = CommandID(report.command) else { return false }
        let now = time.now()
        let failure =
            report.done == nil ? String((report.failure ?? "no reason given").filter { $0 != "\0" }.prefix(500)) : nil
        let done = report.done.map { String(decoding: $0.bytes, as: UTF8.self) }
        let settled: ExecutionID? = try await database.transaction(in: .intake) { session in
            let row = try await session.one(
                """
                update house.command set state = \(done == nil ? "failed" : "done"), finished_at = \(now),
                       report = \(done), failure = \(failure)
                 where org_id = \(device.organization) and id = \(command) and device_id = \(device.device)
                   and state = 'sent'
                returning execution_id, tool
                """)
            guard let row else { return nil }
            session.nudge(Channel.reports)  // whoever waits may do so on another server
            try await session.audit(
                time.moment(requestID).record(
                    try row("tool"), by: device.device.description, named: "agent", .agent, in: device.organization,
                    of: device.partner, on: [device.device], .reported, note: done == nil ? "failed" : "done"))
            return try row("execution_id")
        }
        if let settled { switchboard.heard(settled) }
        return settled != nil
    }

    /// Wakes the devices' links that are here; the servers of the others were nudged by the commit.
    ///
    /// Waits until all have answered or the time is up; looks at rows, holds nothing.
    public func deliver(_ execution: ExecutionID, to devices: [DeviceID], seconds: Int) async {
        guard seconds > 0 else { return switchboard.ring(devices) }
        let (stream, stop) = switchboard.replies(to: execution)  // before the ring: the answer may be quick
        defer { stop() }
        switchboard.ring(devices)
        await withTaskGroup { group in
            group.addTask { [self] in await allAnswered(execution, stream) }
            group.addTask { try? await Task.sleep(for: .seconds(seconds)) }
            await group.next()
            group.cancelAll()
        }
    }

    private func allAnswered(_ execution: ExecutionID, _ heard: AsyncStream<Void>) async {
        for await _ in heard {
            let open = try? await database.reading(in: .system).one(
                "select count(*) as open from house.command where execution_id = \(execution) and state in ('queued', 'sent')"
            )
            if let count: Int = try? open?("open"), count == 0 { return }
        }
    }

    /// Wakes the links of this server for which a command waits, whoever queued it.
    func ringWaiting() async throws {
        guard switchboard.hasLines else { return }
        let rows = try await database.reading(in: .system).rows(
            """
            select distinct device_id from house.command where state = 'queued' and expires_at > \(time.now())
             limit \(Self.mostWaiting)
            """, limit: Self.mostWaiting)
        switchboard.ring(try rows.map { try $0("device_id") })
    }

    /// Wakes those of this server who wait for an execution of which nothing is open any more.
    func tellAnswered() async throws {
        let waited = switchboard.waitedFor
        guard !waited.isEmpty else { return }
        let rows = try await database.reading(in: .system).rows(
            """
            select distinct execution_id from house.command
             where state in ('queued', 'sent') and execution_id = any (\(waited)::uuid[])
            """, limit: waited.count)
        let open = Set(try rows.map { try $0("execution_id") as ExecutionID })
        for execution in waited where !open.contains(execution) { switchboard.heard(execution) }
    }

    /// Devices with something queued that are looked at in one turn.
    private static let mostWaiting = 10_000
}
