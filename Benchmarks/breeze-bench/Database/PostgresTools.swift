// SPDX-License-Identifier: Apache-2.0
import Files
import Loops
import Programs

/// PostgreSQL's own clients, for the database of a cluster's folder.
struct PostgresTools: Sendable {
    let folder: String
    let role: String

    private func program(_ name: String, _ arguments: [String]) throws -> Program {
        let own = "/usr/lib/postgresql/15/bin/\(name)"
        return Program(
            exists(own) ? own : "/usr/bin/\(name)", ["-h", folder + "/socket", "-U", role] + arguments + ["breeze"])
    }

    private func said(_ name: String, _ arguments: [String]) async throws -> String {
        let program = try program(name, arguments)
        let finished = try await elsewhere { try program.run(limit: 64 << 20, deadline: .seconds(600)) }
        guard finished.ending.isSuccess else {
            throw Trouble("\(name): \(String(decoding: finished.errors.suffix(500), as: UTF8.self))")
        }
        return String(decoding: finished.output, as: UTF8.self)
    }

    @discardableResult func psql(_ statement: String) async throws -> String {
        try await said("psql", ["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement])
    }

    /// Transactions a second, as it says; 0 where it says none.
    @discardableResult func pgbench(_ arguments: [String]) async throws -> Double {
        let line = try await said("pgbench", arguments).split(separator: "\n").last { $0.hasPrefix("tps = ") }
        return line?.split(separator: " ").dropFirst(2).first.flatMap { Double($0) } ?? 0
    }
}
