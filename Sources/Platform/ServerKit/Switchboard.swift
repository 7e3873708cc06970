// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
import Journal
import Synchronization
public import Vocabulary

/// Who is connected to this server, and who waits to hear from them.
///
/// Only a way to wake somebody: what was asked and answered is rows.
public final class Switchboard: Sendable {
    /// One open link; a device has at most one, the newest.
    public struct Line: Sendable, Equatable {
        let device: DeviceID
        let number: Int
    }

    private struct Open {
        let line: Line
        let admitted: Admitted
        let ring: @Sendable () -> Void
        let hangUp: @Sendable () -> Void
    }

    private struct State {
        var open: [DeviceID: Open] = [:]
        var lines = 0
        var waiters: [ExecutionID: [Int: AsyncStream<Void>.Continuation]] = [:]
        var waiterCount = 0
    }

    private let state = Mutex(State())
    private let agents = Metrics.standard.gauge("breeze_agents_connected", "Agents whose link is open.")

    public init() {}

    /// `ring` is called when there is a command for the device, `hangUp` when its link must go.
    ///
    /// A link that was open before is hung up: the machine has come back by another way.
    public func connect(
        _ device: Admitted, ring: @escaping @Sendable () -> Void, hangUp: @escaping @Sendable () -> Void
    ) -> Line {
        let (line, older) = state.withLock { state in
            state.lines += 1
            let line = Line(device: device.device, number: state.lines)
            let older = state.open.updateValue(
                Open(line: line, admitted: device, ring: ring, hangUp: hangUp), forKey: device.device)
            return (line, older)
        }
        if let older { older.hangUp() } else { agents.add(1) }
        return line
    }

    /// Only the line that is open can be closed: a stale one's end says nothing about its successor.
    public func disconnect(_ line: Line) {
        let wasOpen = state.withLock { state in
            guard state.open[line.device]?.line == line else { return false }
            state.open[line.device] = nil
            return true
        }
        if wasOpen { agents.add(-1) }
    }

    public var connected: [Admitted] { state.withLock { $0.open.values.map(\.admitted) } }
    public func isConnected(_ device: DeviceID) -> Bool { state.withLock { $0.open[device] != nil } }

    var hasLines: Bool { state.withLock { !$0.open.isEmpty } }
    var waitedFor: [ExecutionID] { state.withLock { Array($0.waiters.keys) } }

    public func ring(_ devices: [DeviceID]) {
        for open in state.withLock({ state in devices.compactMap { state.open[$0] } }) { open.ring() }
    }

    public func hangUp(_ devices: [DeviceID]) {
        for open in state.withLock({ state in devices.compactMap { state.open[$0] } }) { open.hangUp() }
    }

    /// Wakes whoever waits for this execution.
    func heard(_ execution: ExecutionID) {
        for waiter in state.withLock({ $0.waiters[execution].map { Array($0.values) } ?? [] }) { waiter.yield() }
    }

    /// One element whenever a device has answered, until the returned closure is called.
    func replies(to execution: ExecutionID) -> (stream: AsyncStream<Void>, stop: @Sendable () -> Void) {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.waiterCount += 1
            state.waiters[execution, default: [:]][state.waiterCount] = continuation
            return state.waiterCount
        }
        return (
            stream,
            { [self] in
                state.withLock { state in
                    state.waiters[execution]?[number] = nil
                    if state.waiters[execution]?.isEmpty == true { state.waiters[execution] = nil }
                }
                continuation.finish()
            }
        )
    }
}
