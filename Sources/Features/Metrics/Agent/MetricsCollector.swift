// SPDX-License-Identifier: Apache-2.0

public import AgentKit
import Files
import Glibc
public import MetricsWire
public import Shapes

/// Reads once a minute what the kernel counts.
public struct MetricsCollector: Collector {
    public let every = Duration.seconds(60)
    private let root: String
    private let space: @Sendable (String) -> Space?
    private let ticksPerSecond: Int
    private let pageBytes: Int
    private var before: Counters?

    public init(root: String = "/") { self.init(root: root, space: Space.of) }

    init(root: String, space: @escaping @Sendable (String) -> Space?) {
        (self.root, self.space) = (root.hasSuffix("/") ? root : root + "/", space)
        (ticksPerSecond, pageBytes) = (sysconf(Int32(_SC_CLK_TCK)), sysconf(Int32(_SC_PAGESIZE)))
    }

    public mutating func collect(at now: Instant) -> [MetricsSample] {
        var look = Look(root: root, counters: Counters(at: now), before: before)
        look.processor()
        look.memory()
        look.averages()
        look.disks(space)
        look.interfaces()
        look.processes(ticksPerSecond: ticksPerSecond, pageBytes: pageBytes)
        before = look.counters
        return [look.sample]
    }
}

/// What must be remembered from one look to the next, as all the kernel says is how much it was since boot.
struct Counters {
    let at: Instant
    var processor: Processor?
    var disks: [String: DiskCounters] = [:]
    var interfaces: [String: InterfaceCounters] = [:]
    var processes: [Int: ProcessMark] = [:]
}

extension AgentFeature {
    /// How busy the machine is.
    public static let metrics = AgentFeature("metrics", collectors: { _ in [MetricsCollector()] })
}
