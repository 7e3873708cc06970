// SPDX-License-Identifier: Apache-2.0
import Loops
import Programs
import Web

/// The HTTP engine: requests for each second that the serving process was on a processor, beside nginx and Node.
struct Engine: Sendable {
    let folder: String
    let program: String
    let loop: EventLoop

    private static let goals = (plain: 1.5, tls: 0.85)

    func run(_ add: ([Figure]) -> Void) async throws {
        let arena = try Arena(folder)
        for secure in [false, true] {
            var costs: [Arena.Rival: Cost] = [:]
            let load = Host.load
            for rival in Arena.Rival.allCases { costs[rival] = try await cost(of: rival, secure, arena) }
            guard let ours = costs[.ours], let nginx = costs[.nginx], let node = costs[.node] else { continue }
            let name = "hello JSON of 1 KB, \(secure ? "TLS 1.3" : "plain"), 64 connections, one loop"
            add([
                compared(
                    "\(name), beside nginx's static file", ours, nginx, secure ? Self.goals.tls : Self.goals.plain, load
                ),
                compared("\(name), beside Node", ours, node, nil, load),
            ])
        }
    }

    private func compared(_ name: String, _ ours: Cost, _ other: Cost, _ goal: Double?, _ load: String) -> Figure {
        let ratio = ours.requestsPerSecond / max(other.requestsPerSecond, 1)
        return Figure(
            name: name, ours: ours.words, reference: other.words, ratio: decimal(ratio, 2),
            goal: goal.map { "ratio ≥ \(decimal($0, 2))" } ?? "–", isMet: goal.map { ratio >= $0 }, load: load)
    }

    /// Served on one processor, asked from the other.
    private func cost(of rival: Arena.Rival, _ secure: Bool, _ arena: Arena) async throws -> Cost {
        let server = try Running(
            "/usr/bin/taskset", ["-c", "0"] + arena.command(rival, own: program), log: folder + "/\(rival).log")
        do {
            try await answers(arena.port(rival, secure: false), server)
            let pids = [server.child.pid] + Host.children(of: server.child.pid)
            let wrk = Wrk(url: arena.url(rival, secure: secure), processor: 1)
            let cost = try await medianOfThree(by: \.requestsPerSecond) { try await Cost.of(pids, wrk) }
            await server.stop()
            return cost
        } catch {
            await server.stop()
            throw error
        }
    }

    private func answers(_ port: Int, _ server: Running) async throws {
        let (client, address) = (WebClient(on: loop), try WebAddress("http://127.0.0.1:\(port)/hello.json"))
        for _ in 0..<200 {
            if let response = try? await client.get(address), response.status == 200,
                try await response.body(limit: 4096) == Hello.body
            {
                return
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Trouble("a server did not answer on port \(port): \(server.said.suffix(500))")
    }
}
