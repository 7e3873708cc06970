// SPDX-License-Identifier: Apache-2.0

import Files
import MetricsWire

/// What has passed a network interface since it was made: a line of `/proc/net/dev`.
struct InterfaceCounters: Equatable {
    let name: String
    /// bytes, packets, errors, dropped, first received and then sent.
    let received: [Int]
    let sent: [Int]

    /// All but the loopback; the busiest first, since a machine with many containers has very many.
    static func all(dev: [UInt8], limit: Int) -> [InterfaceCounters] {
        let all = dev.lines.compactMap(InterfaceCounters.init).filter { $0.name != "lo" }
        return Array(all.sorted { ($0.traffic, $1.name) > ($1.traffic, $0.name) }.prefix(limit))
    }

    private var traffic: Int { received[0] + sent[0] }

    private init?(line: ArraySlice<UInt8>) {
        guard let colon = line.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let counts = line[(colon + 1)...].words.compactMap(\.number)
        guard counts.count >= 16, let name = line[..<colon].words.first else { return nil }
        self.name = String(repairing: name, limit: 200)
        (received, sent) = (Array(counts[0..<4]), Array(counts[8..<12]))
    }
}

extension MetricsSample.Interface {
    init(_ now: InterfaceCounters, since before: InterfaceCounters?, seconds: Double?) {
        self.init(name: now.name)
        guard let before, let seconds else { return }
        let received = zip(before.received, now.received).map(rise)
        let sent = zip(before.sent, now.sent).map(rise)
        func perSecond(_ count: Int?) -> Int? { count.flatMap { Int(exactly: (Double($0) / seconds).rounded()) } }
        (receivedBytesPerSecond, sentBytesPerSecond) = (perSecond(received[0]), perSecond(sent[0]))
        (receivedPackets, sentPackets) = (received[1], sent[1])
        (receiveErrors, sendErrors) = (received[2], sent[2])
        (receivedDropped, sentDropped) = (received[3], sent[3])
    }
}
