// SPDX-License-Identifier: Apache-2.0
import MetricsWire
import Postgres

/// What a row is about: the machine, one of its disks, or one of its interfaces.
///
/// The three have tables of the same make; whatever is said once here is said of all of them.
enum Family: CaseIterable {
    case machine, disk, interface

    /// A series, and the column that it is kept in.
    typealias Column = (series: Series, name: SQL)

    var columns: [Column] {
        switch self {
        case .machine:
            [
                (.cpu, "cpu"), (.cpuUser, "cpu_user"), (.cpuSystem, "cpu_system"), (.cpuIOWait, "cpu_iowait"),
                (.cpuSteal, "cpu_steal"), (.memory, "memory"), (.memoryUsed, "memory_used"), (.swap, "swap"),
                (.load, "load"), (.pressureCPU, "pressure_cpu"), (.pressureMemory, "pressure_memory"),
                (.pressureIO, "pressure_io"), (.processes, "processes"),
            ]
        case .disk:
            [
                (.disk, "used_percent"), (.diskUsed, "used"), (.diskInodes, "inodes"), (.diskRead, "read"),
                (.diskWritten, "written"), (.diskBusy, "busy"),
            ]
        case .interface:
            [
                (.networkReceived, "received"), (.networkSent, "sent"), (.networkErrors, "errors"),
                (.networkDropped, "dropped"),
            ]
        }
    }

    /// The column that tells one disk from another; the machine has none.
    var instance: SQL? {
        switch self {
        case .machine: nil
        case .disk: "mount"
        case .interface: "name"
        }
    }

    func table(_ resolution: Resolution) -> SQL {
        let samples: SQL =
            switch self {
            case .machine: "metrics_sample"
            case .disk: "metrics_disk"
            case .interface: "metrics_interface"
            }
        return switch resolution {
        case .minute: samples
        case .fiveMinutes: "\(sql: samples)_5min"
        case .hour: "\(sql: samples)_hour"
        case .day: "\(sql: samples)_day"
        }
    }
}
