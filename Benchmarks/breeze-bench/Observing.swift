// SPDX-License-Identifier: Apache-2.0
import Files
import JSON
import Programs

/// A real agent on this machine, watched from outside for some minutes.
struct Observing: Sendable {
    let premises: Premises
    let program: String
    let fingerprint: String
    let minutes: Int

    static let memoryGoal = 16_000_000
    static let processorGoal = 0.2

    /// What its memory and its processor time come to, from its start on.
    func run() async throws -> [Figure] {
        let load = Host.load
        let data = premises.folder + "/agent"
        try await enroll(data)
        let agent = try Running(program, ["run", "--data", data], log: premises.folder + "/agent.log")
        let (began, pid) = (ContinuousClock.now, agent.child.pid)
        do {
            try await Task.sleep(until: began + .seconds(60 * minutes), clock: .continuous)
            guard let peak = Host.peakMemory(of: pid), let resident = Host.residentMemory(of: pid),
                let spent = Host.processorTime(of: pid)
            else { throw Trouble("the agent ended: \(agent.said.suffix(1000))") }
            guard agent.said.contains("connected") else { throw Trouble("the agent did not connect") }
            let share = spent / began.duration(to: .now) * 100
            await agent.stop()
            return figures(peak, resident, share, load)
        } catch {
            await agent.stop()
            throw error
        }
    }

    private func figures(_ peak: Int, _ resident: Int, _ share: Double, _ load: String) -> [Figure] {
        let after = "over \(minutes) min from its start"
        return [
            Figure(
                name: "agent's memory (RSS)",
                ours:
                    "\(decimal(Double(peak) / 1e6)) MB at most \(after), \(decimal(Double(resident) / 1e6)) MB at the end",
                goal: "≤ 16 MB", isMet: peak <= Self.memoryGoal, load: load),
            Figure(
                name: "agent's processor time, with the programs it asks",
                ours: "\(decimal(share, 3)) % of a core \(after)\(journal)", goal: "≤ 0.2 %",
                isMet: share <= Self.processorGoal, load: load),
        ]
    }

    /// What it costs to look into the journal shows only where there is one.
    private var journal: String {
        exists("/var/log/journal") || exists("/run/log/journal") ? "" : ", on a machine without a journal"
    }

    private func enroll(_ data: String) async throws {
        let sites = try await premises.ask("list_sites", ["limit": 1])
        guard let site = try sites.elements("items").first else { throw Trouble("the server has no site") }
        let key = try await premises.ask("create_enrollment_key", ["site": .string(try site.text("site"))])
        let file = try premises.keep(try key.text("secret"), as: "agent.key")
        _ = try await Running(
            program,
            [
                "enroll", "--data", data, "--server", premises.agents, "--key-file", file, "--ca-sha256", fingerprint,
            ], log: premises.folder + "/agent-enroll.log"
        ).end()
    }
}
