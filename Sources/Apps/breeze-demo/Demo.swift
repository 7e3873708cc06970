// SPDX-License-Identifier: Apache-2.0
import Lifecycle
import Rehearsal

/// A small fleet that lives: three real machines, each enrolled at the running server, each with something wrong.
struct Demo: Service {
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    let name = "demo"
    let call: Invocation

    /// Until it is told to stop; then the machines go, whatever was being done to them.
    func run() async throws {
        let (key, fingerprint) = (try await enrollmentKey(), try await fingerprint())
        say("The first start makes the machines' Debian, which takes about a minute.")
        var machines: [Endpoint] = []
        do {
            for trouble in Self.troubles {
                try Task.checkCancellation()
                let machine = try await Endpoint.boot(trouble.hostname)
                machines.append(machine)
                try await enroll(machine, with: key, pinning: fingerprint)
                say("\(trouble.hostname) runs at \(machine.address) and is enrolled.")
            }
            for (machine, trouble) in zip(machines, Self.troubles) {
                try await trouble.strikes(machine)
                say("\(trouble.hostname): \(trouble.says).")
            }
            say("Look at the console. Ctrl-C removes the machines.")
            while true { try await Task.sleep(for: .seconds(3_600)) }  // until cancelled
        } catch {
            for machine in machines { try await machine.remove() }
            say("The machines are gone. Their devices stay listed, offline; `make demo` adds three new ones.")
            throw error
        }
    }

    /// One key for all, asked for as any administrator on this machine would.
    private func enrollmentKey() async throws -> String {
        let site = try await answer("list_sites", ["--limit", "1"], holding: #/"site":\s*"([0-9a-f\-]{36})"/#)
        return try await answer(
            "create_enrollment_key", ["--site", site, "--uses", "\(Self.troubles.count)"],
            holding: #/"(bre_[A-Za-z0-9_\-]+)"/#)
    }

    private func answer(
        _ tool: String, _ flags: [String], holding pattern: Regex<(Substring, Substring)>
    ) async throws -> String {
        let answer = try await Host.run([call.breeze, "call", tool] + flags + ["--data", call.data])
        guard let found = answer.firstMatch(of: pattern) else {
            throw Failed(description: "`breeze call \(tool)` answered nothing of use: \(answer.prefix(500))")
        }
        return String(found.output.1)
    }

    /// What the machines pin: the digest of the server's authority.
    private func fingerprint() async throws -> String {
        let file = call.data + "/authority/authority.pem"
        let told = try await Host.run(["openssl", "x509", "-in", file, "-noout", "-fingerprint", "-sha256"])
        return told.drop { $0 != "=" }.filter(\.isHexDigit).lowercased()
    }

    private func enroll(_ machine: Endpoint, with key: String, pinning fingerprint: String) async throws {
        try await machine.install(call.agent, at: "/root/breeze-agent")
        try await machine.run([
            "/root/breeze-agent", "install", "--server", call.server, "--key", key, "--ca-sha256", fingerprint,
        ])
    }

    /// What happens to each machine, and the sentence that says so.
    private static let troubles:
        [(hostname: String, says: String, strikes: @Sendable (Endpoint) async throws -> Void)] = [
            (
                "web-1", "nginx crashed with a segmentation fault",
                { machine in try await machine.run("systemctl kill --signal=SEGV nginx") }
            ),
            (
                "app-1", "invoice-export fails and is restarted, again and again",
                { machine in
                    try await machine.write(failingUnit, to: "/etc/systemd/system/invoice-export.service")
                    try await machine.run("systemctl daemon-reload && systemctl start --no-block invoice-export")
                }
            ),
            (
                "db-1", "lost its power and came back",
                { machine in
                    try await machine.cutPower()
                    try await machine.powerOn()
                }
            ),
        ]

    private static let failingUnit = """
        [Unit]
        Description=Nightly export of invoices
        StartLimitIntervalSec=0
        [Service]
        ExecStart=/bin/sh -c 'echo "no such table: invoices" >&2; exit 1'
        Restart=always
        RestartSec=5

        """
}
