// SPDX-License-Identifier: Apache-2.0

public import Shapes

/// One thing that is measured over time; of a disk or an interface there is a line for each of them.
public enum Series: String, Choice {
    case cpu
    case cpuUser = "cpu_user"
    case cpuSystem = "cpu_system"
    case cpuIOWait = "cpu_iowait"
    case cpuSteal = "cpu_steal"
    case memory
    case memoryUsed = "memory_used"
    case swap
    case load
    case pressureCPU = "pressure_cpu"
    case pressureMemory = "pressure_memory"
    case pressureIO = "pressure_io"
    case processes

    case disk
    case diskUsed = "disk_used"
    case diskInodes = "disk_inodes"
    case diskRead = "disk_read"
    case diskWritten = "disk_written"
    case diskBusy = "disk_busy"

    case networkReceived = "network_received"
    case networkSent = "network_sent"
    case networkErrors = "network_errors"
    case networkDropped = "network_dropped"

    /// What its numbers count.
    public var unit: Unit {
        switch self {
        case .cpu, .cpuUser, .cpuSystem, .cpuIOWait, .cpuSteal, .memory, .swap, .pressureCPU, .pressureMemory,
            .pressureIO, .disk, .diskInodes, .diskBusy:
            .percent
        case .memoryUsed, .diskUsed: .bytes
        case .diskRead, .diskWritten, .networkReceived, .networkSent: .bytesPerSecond
        case .load, .processes, .networkErrors, .networkDropped: .count
        }
    }
}

/// How much time one value of a history stands for.
public enum Resolution: String, Choice {
    case minute
    case fiveMinutes = "five_minutes"
    case hour, day

    public var seconds: Int {
        switch self {
        case .minute: 60
        case .fiveMinutes: 300
        case .hour: 3600
        case .day: 86_400
        }
    }
}

/// Where a line is going.
public enum Direction: String, Choice {
    case rising, falling, steady
    /// Too little data, or too much scatter, to say.
    case unclear
}
