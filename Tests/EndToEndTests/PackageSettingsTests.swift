// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Rehearsal
import Testing

/// How the program is set up, and what it says of that, as an administrator meets it.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PackageSettingsTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString)").path

    private func breeze(_ words: [String], _ variables: [String: String] = [:]) async throws -> Rehearsal.Host.Output {
        let around = ["env", "-i"] + variables.map { "\($0)=\($1)" }
        return try await Host.ask(around + [Product.program.path] + words)
    }

    private func file(_ toml: String) throws -> String {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/breeze.toml"
        try Data(toml.utf8).write(to: URL(filePath: path))
        return path
    }

    @Test("flag before variable before file before default, and the program says which it was") func precedence()
        async throws
    {
        let path = try file("console_port = 1001\nagents_port = 1002\nhealth_port = 1003\n")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let told = try await breeze(
            ["config", "--config", path, "--console-port", "3001"],
            ["BREEZE_CONSOLE_PORT": "2001", "BREEZE_AGENTS_PORT": "2002"])
        #expect(told.status == 0, "\(told.err)")
        #expect(told.out.contains(#/console_port +3001 +--console-port\n/#), "\(told.out)")
        #expect(told.out.contains(#/agents_port +2002 +BREEZE_AGENTS_PORT\n/#), "\(told.out)")
        #expect(told.out.contains(#/health_port +1003 +line 3 of .*toml/#), "\(told.out)")
        #expect(told.out.contains(#/partner +My company +default\n/#), "\(told.out)")
        let listed = try JSON(parsing: Array(try await breeze(["config", "--json", "--config", path]).out.utf8))
        guard case .array(let settings) = listed else { throw Product.Failed(description: "\(listed)") }
        #expect(settings.contains { $0["name"] == "health_port" && $0["value"] == "1003" })
    }

    @Test(
        "what is wrong in the file is named with its line and what was probably meant, by every command",
        arguments: [
            ("consol_port = 1", "unknown setting consol_port in line 1 of", "did you mean console_port"),
            ("console_port = 70000", "console_port is 70000 (line 1 of", "must be in 1…65535"),
            ("console_port = \"8443\"", "console_port is \"8443\"", "must be a whole number"),
            ("public_url = \"http://example.com\"", "public_url is", "must begin with https://"),
        ])
    func mistakes(toml: String, what: String, remedy: String) async throws {
        let path = try file(toml)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for command in ["config", "run"] {
            let told = try await breeze([command, "--config", path, "--data", folder + "/data"])
            #expect(told.status == 2 && told.err.contains(what) && told.err.contains(remedy), "\(told.err)")
        }
        let doctor = try await breeze(["doctor", "--config", path, "--data", folder + "/data"])
        #expect(doctor.status == 1 && doctor.out.contains("failed  settings") && doctor.out.contains(remedy))
    }

    @Test("a secret that others can read is refused by name, and never printed") func secrets() async throws {
        let path = try file("")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let secret = folder + "/database"
        try Data("host=/nowhere password=s3cret\n".utf8).write(to: URL(filePath: secret))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: secret)
        let words = ["--config", path, "--data", folder + "/data", "--database-url-file", secret]
        let run = try await breeze(["run"] + words)
        #expect(run.status == 1 && run.err.contains("chmod 600 \(secret)"), "\(run.err)")
        for command in ["config", "doctor"] {
            let told = try await breeze([command] + words)
            #expect(!told.out.contains("s3cret") && !told.err.contains("s3cret"))
        }
        let doctor = try await breeze(["doctor"] + words)
        #expect(doctor.status == 1 && doctor.out.contains("chmod 600"), "\(doctor.out)")
    }

    @Test("the doctor finds what is wrong, with the server running and without") func doctor() async throws {
        try await Product.with { product in
            let ports = [
                "--console-port", "\(product.console)", "--agents-port", "\(product.agents)", "--health-port",
                "\(product.health)",
            ]
            let words = ["doctor", "--json", "--data", product.folder.path] + ports
            let running = try JSON(parsing: Array(try await breeze(words).out.utf8))
            #expect(try state(of: "port \(product.console)", in: running) == "ok")
            #expect(try state(of: "database", in: running) == "ok")
            let key = product.folder.path + "/authority/authority.key"
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
            let open = try JSON(parsing: Array(try await breeze(words).out.utf8))
            #expect(try state(of: "authority's key", in: open) == "failed")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)

            await product.stop()
            let asleep = try await breeze(words)
            let stopped = try JSON(parsing: Array(asleep.out.utf8))
            for subject in ["port \(product.console)", "database", "certificate", "PostgreSQL", "disk", "assets"] {
                #expect(try state(of: subject, in: stopped) == "ok", "\(subject): \(asleep.out)")
            }
            #expect(asleep.status == 0 || stopped["state"] == "failed", "\(asleep.out)")
            let noAssets = try await breeze(words + ["--assets", product.folder.path])
            #expect(noAssets.status == 1 && noAssets.out.contains("assets"), "\(noAssets.out)")
        }
    }

    private func state(of subject: String, in checkup: JSON) throws -> JSON? {
        guard case .array(let findings)? = checkup["findings"] else {
            throw Product.Failed(description: "no findings: \(checkup)")
        }
        return findings.first { $0["subject"] == .string(subject) }?["state"]
    }
}
