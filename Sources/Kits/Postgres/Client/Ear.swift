// SPDX-License-Identifier: Apache-2.0
import CPQ
import Loops

/// One connection for nudges: it hears them for all who listen, and sends ours, in transactions of their own.
///
/// A commit that notifies takes a lock that stops every other such commit in the cluster until it is on disk, so no
/// business transaction does it; and at most one nudge leaves in five milliseconds.
actor Ear {
    private enum Line {
        case closed, dialling, resting
        case open(raw: OpaquePointer, NoticeListener, Watch)
    }
    private enum Doing: Equatable { case nothing, listening(String), notifying([String]), cooling }

    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private nonisolated let plan: Plan
    private var line = Line.closed
    private var doing = Doing.nothing
    private var isClosed = false
    private var pause = 0
    private var listeners: [String: [Int: AsyncStream<Void>.Continuation]] = [:]
    private var heard: Set<String> = []  // channels that the server knows we listen to
    private var nudges: Set<String> = []
    private var made = 0

    init(_ plan: Plan, on loop: EventLoop) { (self.plan, self.loop) = (plan, loop) }

    private nonisolated func enter(_ body: @escaping @Sendable (isolated Ear) -> Void) {
        if loop.isCurrent { assumeIsolated(body) } else { loop.post { self.assumeIsolated(body) } }
    }

    nonisolated func listen(to channel: String) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        enter { $0.add(continuation, to: channel) }
        return stream
    }

    nonisolated func notify(_ channel: String) {
        enter { ear in
            ear.nudges.insert(channel)
            ear.proceed()
        }
    }

    private func add(_ continuation: AsyncStream<Void>.Continuation, to channel: String) {
        guard !isClosed else { return continuation.finish() }
        made += 1
        let number = made
        listeners[channel, default: [:]][number] = continuation
        continuation.onTermination = { [self] _ in enter { $0.remove(number, from: channel) } }
        if heard.contains(channel) { continuation.yield() }
        proceed()
    }

    private func remove(_ number: Int, from channel: String) {
        listeners[channel]?[number] = nil
        if listeners[channel]?.isEmpty ?? false { listeners[channel] = nil }
    }

    func close() {
        isClosed = true
        hangUp()
        for continuation in listeners.values.flatMap(\.values) { continuation.finish() }
        listeners = [:]
    }

    /// The next thing to do, one at a time: first to listen, then to speak.
    private func proceed() {
        guard case .open(let raw, _, let watch) = line else { return dial() }
        guard case .nothing = doing else { return }
        if let channel = listeners.keys.first(where: { !heard.contains($0) }) {
            doing = .listening(channel)
            ask("listen \"\(channel.split(separator: "\"").joined(separator: "\"\""))\"", [], raw, watch)
        } else if !nudges.isEmpty {
            let due = Array(nudges)
            nudges = []
            doing = .notifying(due)
            ask("select pg_notify(channel, '') from unnest($1::text[]) as channel", [.text(due.cell)], raw, watch)
        }
    }

    private func ask(_ text: String, _ binds: [Bind], _ raw: OpaquePointer, _ watch: Watch) {
        let sent = withCells(binds) { PQsendQueryParams(raw, text, Int32(binds.count), nil, $0, nil, nil, 0) }
        guard sent == 1 else { return lose() }
        if PQflush(raw) == 1 { watch.awaitRoom() }
    }

    private func happened(_ event: Watch.Event) {
        guard case .open(let raw, _, let watch) = line else { return }
        if event == .writable {
            if PQflush(raw) == 1 { watch.awaitRoom() }
            return
        }
        guard event == .readable, PQconsumeInput(raw) == 1, PQstatus(raw) == CONNECTION_OK else { return lose() }
        hear()
        take()
        hear()  // our own nudges come between an answer and its end, where the first look has not been
    }

    private func hear() {
        guard case .open(let raw, _, _) = line else { return }
        while let notification = PQnotifies(raw) {  // ends when libpq has no more
            nudge(String(cString: notification.pointee.relname))
            PQfreemem(notification)
        }
    }

    private func take() {
        guard case .open(let raw, _, _) = line else { return }
        while doing != .nothing, doing != .cooling, PQisBusy(raw) == 0 {  // ends with the nil after each answer
            guard let result = PQgetResult(raw) else { return done() }
            let status = PQresultStatus(result)
            PQclear(result)
            guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else { return lose() }
        }
    }

    private func done() {
        switch doing {
        case .nothing, .cooling: break
        case .listening(let channel):
            doing = .nothing
            heard.insert(channel)
            nudge(channel)  // something may have happened before anybody listened
            proceed()
        case .notifying:
            doing = .cooling
            loop.after(milliseconds: 5) { [self] in
                enter { ear in
                    if ear.doing == .cooling { ear.doing = .nothing }
                    ear.proceed()
                }
            }
        }
    }

    private func nudge(_ channel: String) {
        for continuation in (listeners[channel] ?? [:]).values { continuation.yield() }
    }

    private func dial() {
        guard case .closed = line, !isClosed, !listeners.isEmpty || !nudges.isEmpty else { return }
        line = .dialling
        let (address, role) = (plan.address, plan.roles[0].name)
        thread { [self] in
            switch dialled(address, as: role, isReadOnly: false) {
            case .open(let raw):
                nonisolated(unsafe) let raw = raw  // handed over
                enter { $0.adopt(raw) }
            case .refused: enter { $0.rest() }
            }
        }
    }

    private func adopt(_ raw: OpaquePointer) {
        guard !isClosed, PQsetnonblocking(raw, 1) == 0 else {
            PQfinish(raw)
            return rest()
        }
        let listener = NoticeListener(plan.hear)
        listener.attach(to: raw)
        let watch = Watch(PQsocket(raw), on: loop) { [self] event in assumeIsolated { $0.happened(event) } }
        line = .open(raw: raw, listener, watch)
        pause = 0
        proceed()
    }

    private func lose() {
        hangUp()
        rest()
    }

    private func hangUp() {
        if case .notifying(let unsaid) = doing { nudges.formUnion(unsaid) }  // twice is no harm
        (doing, heard) = (.nothing, [])
        guard case .open(let raw, _, let watch) = line else { return }
        watch.stop()
        PQfinish(raw)
        line = .closed
    }

    private func rest() {
        guard !isClosed else { return line = .closed }
        line = .resting
        pause = min(max(20, pause * 2), 250)
        loop.after(milliseconds: pause) { [self] in
            enter { ear in
                ear.line = .closed
                ear.dial()
            }
        }
    }
}
