// SPDX-License-Identifier: Apache-2.0
import CPQ

/// One libpq connection in pipeline mode; confined to the pool that made it.
///
/// libpq answers in the order it was asked, so a queue of what is due keeps step.
final class Connection {
    /// What is expected next from the server.
    enum Due {
        case parsed(Statement)
        /// A part of the context, or the beginning of a transaction, without which nothing after it may run.
        case setting, beginning
        case answer(Ask, Statement)
        case forgotten
        case sync
        /// A COPY, which is outside the pipeline and keeps it empty.
        case copy
    }

    let raw: OpaquePointer
    private let listener: NoticeListener
    var due = Queue<Due>()
    var statements = Statements()
    var latest: OpaquePointer?
    var settingFault: Fault?
    var isBroken = false
    private var unsynced = 0
    /// Not the same as nothing being due: libpq may send a statement, and an error come back, before its Sync leaves.
    private var isSynced = true
    private var groupContext: Context?  // what the group since the last Sync runs under
    var load = 0
    var copying: Copying?

    private static let settingText = "select set_config($1, $2, true)"
    private static let groupSize = 32

    init(_ raw: OpaquePointer, hear: @escaping @Sendable (Notice) -> Void) {
        self.raw = raw
        listener = NoticeListener(hear)
        listener.attach(to: raw)
        isBroken = PQsetnonblocking(raw, 1) != 0 || PQenterPipelineMode(raw) != 1
    }
    deinit {
        if let latest { PQclear(latest) }
        PQfinish(raw)
    }

    var descriptor: Int32 { PQsocket(raw) }
    /// Neither in a transaction nor waiting for anything.
    var isIdle: Bool { due.isEmpty && !isBroken && PQtransactionStatus(raw) == PQTRANS_IDLE }

    /// The statement, with its context before it in the same implicit transaction.
    func send(_ ask: Ask) {
        if unsynced >= Self.groupSize || ask.isAlone { sync() }
        let setting = ask.kind == .read ? prepare(Self.settingText) : nil
        let statement = prepare(ask.sql.text)
        if let setting, groupContext != ask.context { send(ask.context, by: setting) }
        execute(statement, ask.sql.binds, .answer(ask, statement))
        load += 1
        if ask.isAlone { sync() }
    }

    /// `begin` and the context wait here for the first statement: one write, one round trip.
    func begin(_ context: Context) {
        let begin = prepare("begin")
        let setting = context.settings.isEmpty ? nil : prepare(Self.settingText)
        execute(begin, [], .beginning)
        if let setting { send(context, by: setting) }
    }

    private func send(_ context: Context, by setting: Statement) {
        for (name, value) in context.settings {
            execute(setting, [.text(name), .text(value)], .setting)
        }
        groupContext = context
    }

    /// Parsed in a group of its own, so that a neighbour's error cannot skip it.
    private func prepare(_ text: String) -> Statement {
        if let known = statements.find(text) { return known }
        sync()
        if let oldest = statements.makeRoom() { deallocate(oldest) }
        let statement = statements.make(text)
        expect(.parsed(statement), PQsendPrepare(raw, statement.name, text, 0, nil))
        sync()
        return statement
    }

    /// In a group of its own too; what was asked under the name before has been sent already.
    func deallocate(_ statement: Statement) {
        sync()
        expect(.forgotten, PQsendQueryParams(raw, "deallocate \(statement.name)", 0, nil, nil, nil, nil, 0))
        sync()
    }

    private func execute(_ statement: Statement, _ binds: [Bind], _ item: Due) {
        let sent = withCells(binds) { cells in
            PQsendQueryPrepared(raw, statement.name, Int32(binds.count), cells, nil, nil, 0)
        }
        expect(item, sent)
        unsynced += 1
    }

    /// What libpq did not take will not be answered: the queue is out of step, and the connection of no more use.
    private func expect(_ item: Due, _ sent: Int32) {
        if sent != 1 { isBroken = true }
        due.append(item)
        isSynced = false
    }

    private func sync() {
        guard !isSynced else { return }
        expect(.sync, PQpipelineSync(raw))
        (unsynced, groupContext, isSynced) = (0, nil, true)
    }

    enum Flushed { case all, some, lost }

    /// Everything asked in this turn leaves in one write.
    func flush() -> Flushed {
        sync()
        guard !isBroken else { return .lost }
        return switch PQflush(raw) {
        case 0: .all
        case 1: .some
        default: .lost
        }
    }

    /// What was still due when the connection died.
    func abandoned() -> [Ask] {
        due.compactMap { if case .answer(let ask, _) = $0 { ask } else { nil } }
    }
}
