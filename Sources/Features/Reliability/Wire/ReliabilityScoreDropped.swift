// SPDX-License-Identifier: Apache-2.0

public import Shapes
public import Vocabulary

/// A device's score has fallen by more than five points since it was last told of.
public struct ReliabilityScoreDropped: Event, Equatable {
    public static let type = "reliability.score_dropped"
    public static let category = Category.system
    public static let suggestedTools = ["get_device_reliability", "get_fleet_health"]
    public static let untrusted = ["$.name.untrusted"]
    public static let meaning = "A device's score has fallen by more than five points since it was last told of."
    public static var example: ReliabilityScoreDropped {
        ReliabilityScoreDropped(
            device: .example, score: 61, was: 88, cause: .coreDump, name: Untrusted("nginx", from: .example))
    }

    public var device: DeviceID
    public var score: Int
    public var was: Int
    public var band: Band
    public var previousBand: Band
    /// What took most points away, if anything can be named.
    public var cause: Cause?
    /// The unit, process or hardware that it befell.
    public var name: Untrusted?

    public init(device: DeviceID, score: Int, was: Int, cause: Cause?, name: Untrusted?) {
        (self.device, self.score, self.was, self.cause, self.name) = (device, score, was, cause, name)
        (band, previousBand) = (Band(score: score), Band(score: was))
    }

    public var devices: [DeviceID] { [device] }
    public var summary: String {
        let because = cause.map { ", mostly for \($0.words)" } ?? ""
        return "Reliability fell from \(was) (\(previousBand.rawValue)) to \(score) (\(band.rawValue))\(because)."
    }
    public var severity: Severity {
        switch band {
        case .critical: .critical
        case .poor: .high
        case .fair: .medium
        case .good: .low
        }
    }
}

extension Cause {
    /// As people say it.
    public var words: String {
        switch self {
        case .uncleanShutdown: "a power cut, crash or reset"
        case .kernelPanic: "a kernel panic"
        case .kernelOops: "a kernel oops"
        case .coreDump: "a crashed program"
        case .killed: "a service that was killed"
        case .outOfMemory: "memory that ran out"
        case .hungTask: "a hung task"
        case .lockup: "a CPU that locked up"
        case .watchdog: "a service that stopped answering"
        case .startTimeout: "a service that took too long to start"
        case .stopTimeout: "a service that would not stop"
        case .exitCode: "a service that failed"
        case .resources: "a service that could not be run"
        case .machineCheck: "a machine check"
        case .memory: "memory errors"
        case .disk: "disk errors"
        case .fileSystem: "file system errors"
        case .bus: "bus errors"
        case .heat: "heat"
        case .unknown: "something that this version does not know"
        }
    }
}
