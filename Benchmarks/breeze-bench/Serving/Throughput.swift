// SPDX-License-Identifier: Apache-2.0
import Files
import JSON
import Programs
import Web

/// What calls cost when wrk asks as fast as it is answered: beside the database alone, and by the server's processor time.
struct Throughput: Sendable {
    let premises: Premises
    let server: Running
    let key: String
    let devices: [String]

    private static let connections = 16
    /// pgbench takes so many scripts, with room to spare.
    private static let scripts = 64
    private static let goals = (answers: 0.5, lists: 6000.0)

    func run() async throws -> [Figure] { try await [answers(), lists()] }

    /// The same row, read by pgbench in the same scope, with as many connections, pipelined as ours are.
    private func answers() async throws -> Figure {
        let load = Host.load
        let wrk = try Wrk(
            url: premises.console.description, connections: Self.connections,
            script: script { "/api/v1/tools/get_device_reliability?device=\($0)" })
        let ours = try await medianOfThree(by: \.aSecond) { try await wrk.run() }
        let files = try await pgbenchScripts()
        let reference = try await medianOfThree(by: \.self) {
            try await tools(as: "breeze_partner").pgbench(
                ["-n", "-M", "prepared", "-c", "\(Self.connections)", "-j", "2", "-T", "4"]
                    + files.flatMap { ["-f", $0] })
        }
        let ratio = ours.aSecond / max(reference, 1)
        return Figure(
            name: "get_device_reliability through HTTP, gate and row security, beside its SELECT",
            ours: "\(grouped(Int(ours.aSecond))) a second",
            reference: "pgbench, same SELECT and scope, pipelined: \(grouped(Int(reference))) a second",
            ratio: decimal(ratio, 2), goal: "ratio ≥ \(decimal(Self.goals.answers))",
            isMet: ratio >= Self.goals.answers,
            load: load)
    }

    private func lists() async throws -> Figure {
        let load = Host.load
        let wrk = try Wrk(
            url: premises.console.description, connections: Self.connections,
            script: script { _ in "/api/v1/tools/list_devices?limit=50" })
        let cost = try await medianOfThree(by: \.requestsPerSecond) { try await Cost.of([server.child.pid], wrk) }
        return Figure(
            name: "list_devices of 50, \(grouped(devices.count)) devices, for a CPU-second of the server",
            ours: cost.words, goal: "≥ \(grouped(Int(Self.goals.lists)))",
            isMet: cost.requestsPerSecond >= Self.goals.lists, load: load)
    }

    /// Asks for one device after the other, far apart.
    private func script(_ path: (String) -> String) throws -> String {
        let paths = devices.indices.prefix(2000).map { path(devices[$0 * 7919 % devices.count]) }
        return try premises.keep(
            """
            local paths = { \(paths.map { "\"\($0)\"" }.joined(separator: ",")) }
            local headers, at = { ["Authorization"] = "Bearer \(key)" }, 0
            request = function()
              at = at % #paths + 1
              return wrk.format("GET", paths[at], headers)
            end
            """, as: "ask.lua")
    }

    private func pgbenchScripts() async throws -> [String] {
        let row = try await tools(as: "breeze_system").psql(
            "select partner_id || ' ' || form from reliability_report limit 1")
        let words = row.split { $0 == " " || $0 == "\n" }
        guard words.count == 2 else { throw Trouble("no device has been judged yet") }
        return try (0..<Self.scripts).map { index in
            try premises.keep(
                """
                \\startpipeline
                begin;
                select set_config('app.partner', '\(words[0])', true);
                select report from reliability_report
                 where partner_id = '\(words[0])' and device_id = '\(devices[index * 7919 % devices.count])'
                   and form = \(words[1]);
                commit;
                \\endpipeline
                """, as: "ask-\(index).sql")
        }
    }

    private func tools(as role: String) -> PostgresTools {
        PostgresTools(folder: premises.folder + "/data/postgres", role: role)
    }
}
