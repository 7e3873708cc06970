// SPDX-License-Identifier: Apache-2.0

/// What PostgreSQL itself takes in of the same rows: a bare COPY into a table without row security, from a file.
struct BareCopy: Sendable {
    let premises: Premises

    struct Measured: Sendable {
        let rowsASecond: Double
        /// One for the machine, and one for each of its disks and interfaces.
        let rowsOfSample: Double
    }

    func measure() async throws -> Measured {
        let tools = PostgresTools(folder: premises.folder + "/data/postgres", role: "breeze_system")
        let owner = PostgresTools(folder: premises.folder + "/data/postgres", role: "breeze_owner")
        let file = premises.folder + "/data/postgres/data/bench.copy"
        try await owner.psql(
            """
            create table public.bench_copy (like metrics_sample including indexes);
            grant all on public.bench_copy to breeze_system
            """)
        try await tools.psql("\\copy (select * from metrics_sample) to '\(file)'")
        let began = ContinuousClock.now
        let said = try await tools.psql("\\copy public.bench_copy from '\(file)'")
        let seconds = began.duration(to: .now) / .seconds(1)
        try await owner.psql("drop table public.bench_copy")
        let rows = said.split(separator: " ").last.flatMap { Double($0.filter(\.isNumber)) } ?? 0
        let all = try await tools.psql(
            "select (select count(*) from metrics_disk) + (select count(*) from metrics_interface)")
        let others = Double(all.filter(\.isNumber)) ?? 0
        return Measured(rowsASecond: rows / max(seconds, 0.001), rowsOfSample: 1 + others / max(rows, 1))
    }
}
