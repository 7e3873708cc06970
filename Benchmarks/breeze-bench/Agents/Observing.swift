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
    let others: Others

    static let memoryGoal = 16_000_000
    static let processorGoal = 0.2

    /// What its memory and its processor time come to, from its start on.
    func run() async throws -> [Figure] {
        let load = Host.load
        let data = premises.folder + "/agent"
        try await enroll(data)
        let agent = try Running(program, ["run", "--data", data], log: premises.folder + "/agent.log")
        var running = [agent]
        do {
            let others = try others.start()
            running += others.map(\.running)
            let began = ContinuousClock.now
            for minute in 1...minutes {
                try await Task.sleep(until: began + .seconds(60 * minute), clock: .continuous)
                for other in others { try await self.others.ask(other) }
            }
            guard agent.said.contains("connected") else { throw Trouble("the agent did not connect") }
            let ours = try Usage(of: agent, since: began)
            let theirs = try others.map { ($0.kind, try Usage(of: $0.running, since: began)) }
            for each in running { await each.stop() }
            return figures(ours, theirs, load)
        } catch {
            for each in running { await each.stop() }
            throw error
        }
    }

    /// What a program has taken so far.
    private struct Usage: Sendable {
        let peak: Int
        let resident: Int
        /// Of one processor, in percent.
        let share: Double

        init(of program: Running, since began: ContinuousClock.Instant) throws {
            let pid = program.child.pid
            guard let peak = Host.peakMemory(of: pid), let resident = Host.residentMemory(of: pid),
                let spent = Host.processorTime(of: pid)
            else { throw Trouble("a program ended: \(program.said.suffix(1000))") }
            (self.peak, self.resident) = (peak, resident)
            share = spent / began.duration(to: .now) * 100
        }
    }

    private func figures(_ ours: Usage, _ theirs: [(Others.Kind, Usage)], _ load: String) -> [Figure] {
        let after = "over \(minutes) min from its start"
        let memory = theirs.map { "\($0.0.rawValue) \(decimal(Double($0.1.peak) / 1e6)) MB" }
        let share = theirs.map { "\($0.0.rawValue) \(decimal($0.1.share, 3)) %" }
        let least = theirs.map(\.1.peak).min().map { decimal(Double(ours.peak) / Double($0), 2) }
        let idlest = theirs.map(\.1.share).min().map { decimal(ours.share / max($0, 0.001), 2) }
        return [
            Figure(
                name: "agent's memory (RSS)",
                ours:
                    "\(decimal(Double(ours.peak) / 1e6)) MB at most \(after), "
                    + "\(decimal(Double(ours.resident) / 1e6)) MB at the end",
                reference: memory.joined(separator: ", "), ratio: least ?? "–", goal: "≤ 16 MB",
                isMet: ours.peak <= Self.memoryGoal, load: load),
            Figure(
                name: "agent's processor time, with the programs it asks",
                ours: "\(decimal(ours.share, 3)) % of a core \(after)\(journal)",
                reference: share.joined(separator: ", "), ratio: idlest ?? "–", goal: "≤ 0.2 %",
                isMet: ours.share <= Self.processorGoal, load: load),
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
