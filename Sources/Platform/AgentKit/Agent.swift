// SPDX-License-Identifier: Apache-2.0
import Files
public import Lifecycle
public import Loops
public import Shapes

/// The agent: it observes and obeys.
public struct Agent: Sendable {
    /// What runs as long as it does, in the order of its starting.
    public let services: [any Service]
    private let lock: FolderLock

    /// Puts the agent together.
    ///
    /// - `home`: Its folder, which an enrolled machine has; one agent at a time uses it.
    /// - `features`: What it observes and obeys.
    /// - `loop`: Where its link lives.
    /// - `now`: The machine's clock.
    public init(
        _ home: Home, _ features: [AgentFeature], on loop: EventLoop, now: @escaping @Sendable () -> Instant
    ) throws {
        guard home.isEnrolled else {
            throw Enrolling.Failed(
                description: "\(home.folder): this machine is not enrolled; run `breeze-agent enroll` first")
        }
        try home.prepare()
        lock = try FolderLock(home.lock)
        let machine = Machine()
        let outbound = Outbound(try Spool(home.spool, at: now()))
        let condition = Condition(try home.standing(), home, outbound, now)
        let allowance = Allowance()
        services = [
            condition, allowance,
            Link(
                home: home, machine: machine, outbound: outbound, duties: Duties(features), condition: condition,
                loop: loop, now: now),
            Observer(
                features: features, machine: machine, home: home, outbound: outbound, allowance: allowance, now: now),
        ]
    }
}
