// SPDX-License-Identifier: Apache-2.0

public import Shapes
public import Vocabulary

/// How busy a machine is, as its kernel says: one look, a minute's worth.
///
/// What could not be read is nil and named in `missing`. Rates need two looks: after a start, or when too little or too
/// much time has passed between two, they are nil without being missing.
public struct MetricsSample: Message, Equatable {
    public static let kind = "metrics.sample"

    public var cpu: CPU?
    public var logicalCpus: Int?
    public var memory: Memory?
    public var load: Load?
    public var pressure: Pressure?
    public var disks: [Disk] = []
    public var interfaces: [Interface] = []
    /// Those that took most CPU and those that hold most memory.
    public var processes: [Process] = []
    public var processCount: Int?
    /// When this system started; in a container, when the container did.
    public var bootedAt: Instant?
    public var uptimeSeconds: Int?
    /// What could not be read, as `pressure.io` or `disk:/srv`.
    public var missing: [String] = []

    public init() {}
}
