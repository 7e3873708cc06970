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

    /// Asks so often; anything but 200 ends the measurement.
    ///
    /// Without a rate each connection asks again as soon as it has its answer. With one, questions come when they come:
    /// one that has to wait for a free connection has waited from the moment it was due.
    static func measure(
        _ count: Int, aSecond rate: Int? = nil, headers: [Header] = [], on loop: EventLoop,
        _ address: @escaping @Sendable (Int) throws -> WebAddress
    ) async throws -> Latency {
        _ = try await ask(warmUp, nil, headers, loop, address)
        let began = ContinuousClock.now
        let times = try await ask(count, rate, headers, loop, address)
        return Latency(sorted: times.sorted(), rate: Double(count) / (began.duration(to: .now) / .seconds(1)))
    }

    private static func ask(
        _ count: Int, _ rate: Int?, _ headers: [Header], _ loop: EventLoop,
        _ address: @escaping @Sendable (Int) throws -> WebAddress
    ) async throws -> [Duration] {
        let (counter, began) = (Counter(), ContinuousClock.now)
        return try await withThrowingTaskGroup(of: [Duration].self) { group in
            for _ in 0..<connections {
                group.addTask {
                    let client = WebClient(on: loop)
                    var times: [Duration] = []
                    while true {  // ends when all has been asked
                        let index = counter.next()
                        guard index < count else { return times }
                        let due = rate.map { began + .seconds(1) * index / $0 }
                        let start = try await start(due)
                        let response = try await client.get(address(index), headers: headers)
                        let body = try await response.body(limit: 1 << 20)
                        times.append(start.duration(to: .now))
                        guard response.status == 200 else {
                            throw Trouble("\(response.status): \(String(decoding: body.prefix(300), as: UTF8.self))")
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// From when an answer's time is counted: our own late waking is not the server's.
    private static func start(_ due: ContinuousClock.Instant?) async throws -> ContinuousClock.Instant {
        guard let due else { return .now }
        if due < .now { return due }
        try await Task.sleep(until: due, tolerance: .zero, clock: .continuous)
        return .now
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
