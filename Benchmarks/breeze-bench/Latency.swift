// SPDX-License-Identifier: Apache-2.0
import Loops
import Synchronization
import Web

/// How long answers take, asked for over a fixed number of connections that are kept.
struct Latency: Sendable {
    private let sorted: [Duration]
    let rate: Double

    static let connections = 16
    private static let warmUp = 500

    /// Asks so often, each connection one question after the other; anything but 200 ends the measurement.
    static func measure(
        _ count: Int, headers: [Header] = [], on loop: EventLoop,
        _ address: @escaping @Sendable (Int) throws -> WebAddress
    ) async throws -> Latency {
        _ = try await ask(warmUp, headers, loop, address)
        let began = ContinuousClock.now
        let times = try await ask(count, headers, loop, address)
        return Latency(sorted: times.sorted(), rate: Double(count) / (began.duration(to: .now) / .seconds(1)))
    }

    private static func ask(
        _ count: Int, _ headers: [Header], _ loop: EventLoop, _ address: @escaping @Sendable (Int) throws -> WebAddress
    ) async throws -> [Duration] {
        let counter = Counter()
        return try await withThrowingTaskGroup(of: [Duration].self) { group in
            for _ in 0..<connections {
                group.addTask {
                    let client = WebClient(on: loop)
                    var times: [Duration] = []
                    while true {  // ends when all has been asked
                        let index = counter.next()
                        guard index < count else { return times }
                        let address = try address(index)
                        let began = ContinuousClock.now
                        let response = try await client.get(address, headers: headers)
                        let body = try await response.body(limit: 1 << 20)
                        times.append(began.duration(to: .now))
                        guard response.status == 200 else {
                            throw Trouble("\(response.status): \(String(decoding: body.prefix(300), as: UTF8.self))")
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// The time that so many of a hundred answers did not exceed.
    func percentile(_ share: Double) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((share / 100 * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1] / .milliseconds(1)
    }

    var words: String {
        "p50 \(decimal(percentile(50), 2)) ms, p99 \(decimal(percentile(99), 2)) ms, \(decimal(rate, 0)) a second"
    }
}

/// Counts what several hands take.
private final class Counter: Sendable {
    private let count = Atomic(0)
    func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}
