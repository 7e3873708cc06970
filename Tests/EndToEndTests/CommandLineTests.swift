// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Rehearsal
import Testing

/// The command line as it is shipped: in real shells, over HTTPS, on a terminal.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CommandLineTests {
    /// A folder whose `breeze` is the shipped one, so that shells find it by its name.
    private static func shell(_ words: [String], _ product: Product) async throws -> Rehearsal.Host.Output {
        let folder = product.folder.path + "-path"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/breeze", withDestinationPath: Product.program.path)
        return try await Host.ask(
            [
                "env", "PATH=\(folder):/usr/bin:/bin", "BREEZE_DATA=\(product.folder.path)", "HOME=\(folder)",
                "TERM=dumb",
            ] + words)
    }

    @Test("bash completes things, verbs, flags and choices") func bash() async throws {
        try await Product.with { product in
            let said = try await Self.shell(
                [
                    "bash", "--norc", "-c",
                    """
                    eval "$(breeze completion bash)"
                    try() { COMP_WORDS=(breeze "$@"); COMP_CWORD=$#; _breeze; echo "${COMPREPLY[*]}"; }
                    try dev; try device lis; try device list --con; try device list --connectivity off; try call list_org
                    """,
                ], product)
            #expect(
                said.out == "device\nlist\n--connectivity\noffline\nlist_organizations\n", "\(said.out) \(said.err)")
        }
    }

    @Test("zsh completes as somebody types") func zsh() async throws {
        try await Product.with { product in
            let said = try await Self.shell(
                [
                    "zsh", "-f", "-c",
                    """
                    zmodload zsh/zpty
                    zpty shell zsh -f -i
                    zpty -w shell "autoload -U compinit; compinit -u -D; eval \\"\\$(breeze completion zsh)\\"
                    breeze() { if [[ \\$1 = complete ]]; then command breeze \\"\\$@\\"; else print -r -- typed: \\$*; fi }
                    echo rea''dy"
                    zpty -r -m shell answer '*ready*'
                    zpty -w -n shell $'breeze enrollm\\tcr\\t--si\\t\\n'
                    zpty -r -m shell answer '*typed: enrollment-key create --site*'
                    print found
                    zpty -d shell
                    """,
                ], product)
            #expect(said.out.contains("found"), "\(said.out) \(said.err)")
        }
    }

    @Test("fish completes, and tells what words mean") func fish() async throws {
        try await Product.with { product in
            let said = try await Self.shell(
                [
                    "fish", "--no-config", "-c",
                    """
                    breeze completion fish | source
                    complete -C 'breeze dev'; complete -C 'breeze device lis'; complete -C 'breeze device list --connectivity off'
                    """,
                ], product)
            let words = said.out.split(separator: "\n").map { $0.split(separator: "\t").first.map(String.init) ?? "" }
            #expect(words == ["device", "list", "offline"], "\(said.out) \(said.err)")
            #expect(said.out.contains("list\tList devices"))
        }
    }

    @Test("from afar it comes by HTTPS with a key, and believes the authority that it was told to") func afar()
        async throws
    {
        try await Product.with(["--public-url", "https://localhost"]) { product in
            let key = product.folder.path + "/test.key"
            try Data(try await product.apiKey(["devices:read"]).utf8).write(to: URL(filePath: key))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
            let (url, pin) = ("https://localhost:\(product.console)", try await product.fingerprint())
            let there = ["device", "list", "--url", url, "--key-file", key]
            let pinned = try await product.run(there + ["--ca-sha256", pin])
            #expect(pinned.status == 0 && pinned.out.contains("\"items\""), "\(pinned.err)")
            let wrong = try await product.run(there + ["--ca-sha256", String(repeating: "0", count: 64)])
            #expect(wrong.status == 1 && wrong.err.contains("--ca-sha256"), "\(wrong.err)")
            let untold = try await product.run(there)
            #expect(untold.status == 1 && !untold.err.isEmpty, "our own authority is none of the system's")
            let plain = try await product.run(["device", "list", "--url", "http://example.com", "--key-file", key])
            #expect(plain.status == 2 && plain.err.contains("https"), "\(plain.err)")
            let keyless = try await product.run(["device", "list", "--url", url])
            #expect(keyless.status == 2 && keyless.err.contains("--key-file"), "\(keyless.err)")
            let far = ["--url", url, "--key-file", key, "--ca-sha256", pin]
            let forbidden = try await product.run(["call", "list_sites"] + far)
            #expect(forbidden.status == 3 && forbidden.err.contains("organizations:read"), "\(forbidden.err)")
            #expect(try await product.run(["site", "list"] + far).status == 2, "what a key may not call has no words")
        }
    }

    @Test("on a terminal there are tables; watched, they are drawn anew") func terminal() async throws {
        try await Product.with { product in
            let breeze = "\(Product.program.path) --data \(product.folder.path)"
            let seen = try await Host.ask([
                "script", "-qec", "stty cols 60; \(breeze) organization list", "/dev/null",
            ])
            let lines = seen.out.split(separator: "\r\n")
            #expect(lines.first?.hasPrefix("NAME") == true && lines.allSatisfy { $0.count <= 60 }, "\(seen.out)")
            let watched = try await Host.ask([
                "script", "-qec", "timeout 5 \(breeze) organization list --watch --every 1", "/dev/null",
            ])
            #expect(watched.out.contains("\u{1B}[H\u{1B}[2JNAME"), "\(watched.out)")
        }
    }

    @Test("errors end as the contract says, and say what to do") func errors() async throws {
        try await Product.with { product in
            let unknown = try await product.run(["devcie", "list"])
            #expect(unknown.status == 2 && unknown.err.contains("device"), "\(unknown.err)")
            let invalid = try await product.run(["device", "list", "--limit", "900"])
            #expect(invalid.status == 2 && invalid.err.contains("$.limit"), "\(invalid.err)")
            let absent = try await product.run(["call", "no_such_tool"])
            #expect(absent.status == 3, "\(absent.err)")
            await product.stop()
            let away = try await product.run(["device", "list"])
            #expect(away.status == 1 && away.err.contains("is the server running?"), "\(away.err)")
        }
    }
}
