// SPDX-License-Identifier: Apache-2.0
import Lifecycle
import Programs

/// What an open link of an agent that has nothing to say costs the server in memory.
struct IdleLinks: Sendable {
    let premises: Premises
    let server: Running
    let program: String
    let links: Int

    private static let goal = 35_000.0

    func run() async throws -> Figure {
        let load = Host.load
        guard let before = Host.residentMemory(of: server.child.pid) else { throw Trouble("the server has ended") }
        let fleet = try Running(
            program,
            [
                "send", "--data", premises.folder + "/fleet", "--samples", "1", "--count", "\(links)", "--links",
                "\(links)", "--hold",
            ], log: premises.folder + "/hold.log")
        do {
            for _ in 0..<600 where !fleet.said.contains("holding \(links) links") {
                try await Task.sleep(for: .seconds(1))
            }
            guard fleet.said.contains("holding \(links) links"),
                let after = Host.residentMemory(of: server.child.pid)
            else { throw Trouble("the links did not open: \(fleet.said.suffix(500))") }
            await fleet.stop()
            let each = Double(after - before) / Double(links)
            return Figure(
                name: "memory of an idle mTLS link, \(grouped(links)) open",
                ours: "\(decimal(each / 1000)) KB", goal: "≤ 35 KB", isMet: each <= Self.goal, load: load)
        } catch {
            await fleet.stop()
            throw error
        }
    }
}
