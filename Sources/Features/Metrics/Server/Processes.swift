// SPDX-License-Identifier: Apache-2.0
import JSON
import MetricsWire
import Shapes
import Vocabulary

// The processes of a sample are shown and never searched: one text of lists, `[[pid, name, percent, bytes], …]`.

extension [MetricsSample.Process] {
    var column: String? {
        guard !isEmpty else { return nil }
        let processes: [JSON] = prefix(MetricsSample.processesTaken).map { process in
            let cpu = amount(process.cpuPercent, upTo: 1e6).map { JSON.number(($0 * 10).rounded() / 10) } ?? .null
            return [
                .integer(process.pid), .string(words(process.name.filter(\.isPrintable), 64)), cpu,
                .integer(bytes(process.residentBytes) ?? 0),
            ]
        }
        return String(decoding: JSON.array(processes).bytes, as: UTF8.self)
    }
}

extension [ProcessNow] {
    init(column: String?, from device: DeviceID) {
        guard let column, case .array(let processes)? = try? JSON(parsing: Array<UInt8>(column.utf8)) else {
            self = []
            return
        }
        self = processes.compactMap { process in
            guard case .array(let parts) = process, parts.count == 4, case .integer(let pid) = parts[0],
                case .string(let name) = parts[1], case .integer(let resident) = parts[3]
            else { return nil }
            return ProcessNow(
                pid: pid, name: Untrusted(name, from: device), cpu: parts[2].number, residentBytes: resident)
        }
    }
}

extension JSON {
    fileprivate var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .null, .bool, .string, .array, .object: nil
        }
    }
}

extension Character {
    /// A control character takes six letters when it is written down, and says nothing.
    fileprivate var isPrintable: Bool { unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } }
}
