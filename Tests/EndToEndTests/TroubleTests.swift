// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Rehearsal
import Testing

/// What goes wrong on other people's machines: full disks, a database that is away, clocks that are off by days.
@Suite(.serialized, .timeLimit(.minutes(10))) struct TroubleTests {
    private static let debugAgent = Product.root.appending(path: ".build/debug/breeze-agent").path

    @Test(
        "the server's disk fills: changes are refused with what to do, and what was answered is there afterwards",
        .enabled(if: Product.mayHaveOwnDisk))
    func refused() async throws {
        try await Product.with(disk: 320) { product in
            try await product.fillDisk()
            var (made, refusal): (Set<String>, String?) = ([], nil)
            for number in 0..<190 where refusal == nil {
                let (status, answer) = try await product.ask("create_organization", ["--name", "Org \(number)"])
                if status == 0 { made.insert("Org \(number)") } else { refusal = "\(answer)" }
            }
            #expect(refusal?.contains("disk of the database is full") == true, "\(refusal ?? "never refused")")
            #expect(refusal?.contains("make room") == true)
            #expect(try await names(product).isSuperset(of: made))
            try product.freeDisk()
            _ = try await product.call("create_organization", ["--name", "Afterwards"])
            #expect(try await names(product).isSuperset(of: made.union(["Afterwards"])))
        }
    }

    @Test(
        "the disk fills under PostgreSQL's own log, and it dies: the server says why, and goes on when there is room",
        .enabled(if: Product.mayHaveOwnDisk))
    func fallen() async throws {
        try await Product.with(disk: 320) { product in
            _ = try await product.call("create_organization", ["--name", "Before"])
            try await product.fillDisk(leaving: 8)
            let glut = "create table glut as select g, repeat('x', 200) from generate_series(1, 300000) g"
            #expect(try await product.psql(glut, as: "breeze_owner").status != 0)
            try await product.eventually("the server says what is wrong") {
                product.journal.contains("is full: make room there") ? true : nil
            }
            #expect(try await product.health("/healthz").status == 200)
            try product.freeDisk()
            try await product.eventually("the server is ready again") {
                try await product.health("/readyz").status == 200 ? true : nil
            }
            _ = try await product.call("create_organization", ["--name", "Afterwards"])
            #expect(try await names(product).isSuperset(of: ["Before", "Afterwards"]))
        }
    }

    @Test(
        "a data folder on a full disk is refused by name, and starts when there is room",
        .enabled(if: Product.mayHaveOwnDisk))
    func tooSmall() async throws {
        try await Product.with(disk: 320) { product in
            await product.stop()
            try await product.fillDisk()
            let refused = try await product.run(["run"])
            #expect(refused.status == 1, "\(refused.err)")
            for word in [product.folder.path, "No space left", "free some"] {
                #expect(refused.err.contains(word), "\(refused.err)")
            }
            try product.freeDisk()
            try await product.start()
        }
    }

    @Test(
        "an agent's disk fills: it says so, tells the server again when there is room, and no look is lost",
        .enabled(if: Product.mayHaveOwnDisk))
    func agentDisk() async throws {
        try await Product.with(disk: 320) { product in
            let folder = product.folder.path + "/agent"
            let device = try await enroll(product, in: folder)
            try await product.running(Product.agent.path, ["run", "--data", folder]) { said in
                try await product.eventually("samples have come") {
                    try await kept(device, product) > 0 ? true : nil
                }
                try await product.fillDisk()
                try await product.eventually("the agent says what is wrong") {
                    said().contains("No space left on device") ? true : nil
                }
                try product.freeDisk()
            }
            // A fresh start of the agent looks at once: from where the last kept look ended.
            let before = try await kept(device, product)
            try await product.running(Product.agent.path, ["run", "--data", folder]) { _ in
                let after = try await product.eventually("samples come again") {
                    let now = try await kept(device, product)
                    return now > before ? now : nil
                }
                #expect(after > before)
            }
            let holes = try await product.rows(
                """
                select count(*) from (select looked_from, lag(looked_to) over (order by looked_to) as last
                                        from reliability_look where device_id = '\(device)') q
                 where looked_from > last
                """)
            #expect(holes == "0")
        }
    }

    @Test("a PostgreSQL of one's own that is away is named, with what to do") func away() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "away-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let address = folder.path + "/address"
        try Data("host=127.0.0.1 port=1 dbname=breeze\n".utf8).write(to: URL(filePath: address))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: address)
        let refused = try await Host.ask([
            Product.program.path, "run", "--data", folder.path + "/data",
            "--database-url-file", address,
        ])
        #expect(refused.status == 1, "\(refused.err)")
        for word in ["PostgreSQL", "port 1 ", "start it"] { #expect(refused.err.contains(word), "\(refused.err)") }
    }

    @Test("a machine whose clock is days off enrolls, and its samples lie where the server's clock has them")
    func clocks() async throws {
        try await Product.with { product in
            for shift in ["-3d", "+3d"] {
                let folder = product.folder.path + "/agent\(shift)"
                let device = try await enroll(product, in: folder, by: ["faketime", "-f", shift])
                let words = ["-f", shift, Self.debugAgent, "run", "--data", folder]
                try await product.running("/usr/bin/faketime", words) { _ in
                    try await product.eventually("\(shift): what it measured is of the last minutes") {
                        let report = try await product.call("analyze_metrics", ["--device", device, "--hours", "1"])
                        if case .array(let lines)? = report["lines"], !lines.isEmpty { return true }
                        return nil
                    }
                    let details = try await product.call("get_device_details", ["--device", device])
                    #expect(details["connectivity"] == "online")
                }
            }
        }
    }

    @Test("a machine whose clock is years off says so, and keeps its enrollment key") func lost() async throws {
        try await Product.with { product in
            let key = try await product.enrollmentKey()
            for shift in ["-90d", "+900d"] {
                let told = try await enrolled(
                    product, product.folder.path + "/agent", key, by: ["faketime", "-f", shift])
                #expect(told.status == 1 && told.err.contains("clock"), "\(told.err)")
            }
            let told = try await enrolled(product, product.folder.path + "/agent", key)
            #expect(told.status == 0, "\(told.err)")
        }
    }

    private func names(_ product: Product) async throws -> Set<String> {
        guard case .array(let items)? = try await product.call("list_organizations", ["--limit", "200"])["items"] else {
            return []
        }
        return Set(items.compactMap { if case .string(let name)? = $0["name"] { name } else { nil } })
    }

    private func kept(_ device: String, _ product: Product) async throws -> Int {
        Int(try await product.rows("select count(*) from metrics_sample where device_id = '\(device)'")) ?? 0
    }

    private func enroll(_ product: Product, in folder: String, by wrapper: [String] = []) async throws -> String {
        let told = try await enrolled(product, folder, try await product.enrollmentKey(), by: wrapper)
        let device = try #require(told.out.firstMatch(of: /[0-9a-f]{8}-[0-9a-f-]{27}/), "\(told.err)")
        return String(device.output)
    }

    private func enrolled(
        _ product: Product, _ folder: String, _ key: String, by wrapper: [String] = []
    ) async throws -> Rehearsal.Host.Output {
        try await Host.ask(
            wrapper + [
                Self.debugAgent, "enroll", "--data", folder, "--server", "https://localhost:\(product.agents)",
                "--key", key, "--ca-sha256", try await product.fingerprint(),
            ])
    }
}
