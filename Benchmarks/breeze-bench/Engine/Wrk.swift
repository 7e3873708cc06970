// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
import JSON
import Loops
import Programs

/// wrk, which asks as fast as it is answered.
struct Wrk: Sendable {
    let url: String
    var connections = 64
    var seconds = 4
    /// The processor that it keeps to; all of them, if none is named.
    var processor: Int?
    /// A script in Lua that says what is asked.
    var script: String?

    /// What it counted.
    struct Count: Sendable {
        let requests: Int
        let aSecond: Double
        let p99: Double
    }

    func run() async throws -> Count {
        var words = ["-t1", "-c\(connections)", "-d\(seconds)s", "--latency"]
        if let script { words += ["-s", script] }
        let program =
            processor.map { Program("/usr/bin/taskset", ["-c", "\($0)", "/usr/bin/wrk"] + words + [url]) }
            ?? Program("/usr/bin/wrk", words + [url])
        let said = try await elsewhere { try program.run(deadline: .seconds(seconds + 20)) }
        let text = String(decoding: said.output, as: UTF8.self)
        guard said.ending.isSuccess, !text.contains("Non-2xx"), let count = Count(text) else {
            throw Trouble("wrk \(url): \(text.suffix(600)) \(String(decoding: said.errors.suffix(300), as: UTF8.self))")
        }
        return count
    }
}

extension Wrk.Count {
    /// Reads wrk's report.
    init?(_ text: String) {
        let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
        guard let requests = lines.first(where: { $0.count > 2 && $0[1] == "requests" })?.first.flatMap({ Int($0) }),
            let rate = lines.first(where: { $0.first == "Requests/sec:" })?.last.flatMap({ Double($0) }),
            let p99 = lines.first(where: { $0.first == "99%" })?.last
        else { return nil }
        self.init(requests: requests, aSecond: rate, p99: Self.milliseconds(p99))
    }

    private static func milliseconds(_ text: Substring) -> Double {
        let number = Double(text.prefix { $0.isNumber || $0 == "." }) ?? 0
        return text.hasSuffix("us") ? number / 1000 : text.hasSuffix("ms") ? number : number * 1000
    }
}

/// Requests, and what they cost the processes that answered them.
struct Cost: Sendable {
    let count: Wrk.Count
    /// Of processor time.
    let seconds: Double
    var requestsPerSecond: Double { Double(count.requests) / max(seconds, 0.01) }
    var words: String {
        "\(grouped(Int(requestsPerSecond))) per CPU-second (\(grouped(Int(count.aSecond))) a second)"
    }

    static func of(_ pids: [Int32], _ wrk: Wrk) async throws -> Cost {
        func spent() -> Duration { pids.compactMap(Host.processorTime).reduce(.zero, +) }
        let before = spent()
        let count = try await wrk.run()
        return Cost(count: count, seconds: (spent() - before) / .seconds(1))
    }
}
