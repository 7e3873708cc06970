// SPDX-License-Identifier: Apache-2.0

/// What a number counts.
public enum Unit: String, Codable, CaseIterable, Sendable {
    case count, percent, points, celsius
    case milliseconds, seconds, hours, days
    case bytes
    case bytesPerSecond = "bytes_per_second"

    /// What people write behind the number; nothing where the name of the thing says it.
    public var symbol: String {
        switch self {
        case .count, .points: ""
        case .percent: "%"
        case .celsius: "°C"
        case .milliseconds: "ms"
        case .seconds: "s"
        case .hours: "h"
        case .days: "d"
        case .bytes: "B"
        case .bytesPerSecond: "B/s"
        }
    }
}
