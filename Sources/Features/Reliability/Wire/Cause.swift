// SPDX-License-Identifier: Apache-2.0

public import Shapes

/// The four ways in which a machine is not relied upon, and its being there at all.
public enum Area: String, Choice { case uptime, crashes, hangs, services, hardware }

/// Why something went wrong.
public enum Cause: String, Choice {
    /// The boot before broke off.
    case uncleanShutdown = "unclean_shutdown"
    case kernelPanic = "kernel_panic"
    case kernelOops = "kernel_oops"
    /// A process crashed and left its memory to be looked at.
    case coreDump = "core_dump"
    /// A service's main process was ended by a signal.
    case killed
    /// Killed because memory ran out.
    case outOfMemory = "out_of_memory"
    /// A task of the kernel stood still for minutes.
    case hungTask = "hung_task"
    /// A CPU stood still.
    case lockup
    /// A service did not give the sign of life that it had promised.
    case watchdog
    case startTimeout = "start_timeout"
    case stopTimeout = "stop_timeout"
    /// A service ended with an error.
    case exitCode = "exit_code"
    /// A service could not be run, or was not allowed to be.
    case resources
    case machineCheck = "machine_check"
    case memory
    case disk
    case fileSystem = "file_system"
    case bus
    case heat
    /// Whatever a newer agent tells that this program does not know yet; it weighs nothing.
    case unknown

    public var area: Area? {
        switch self {
        case .uncleanShutdown, .kernelPanic, .kernelOops, .coreDump, .killed, .outOfMemory: .crashes
        case .hungTask, .lockup, .watchdog, .startTimeout, .stopTimeout: .hangs
        case .exitCode, .resources: .services
        case .machineCheck, .memory, .disk, .fileSystem, .bus, .heat: .hardware
        case .unknown: nil
        }
    }

    public init(from decoder: any Decoder) throws {
        self = Cause(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .unknown
    }
}
