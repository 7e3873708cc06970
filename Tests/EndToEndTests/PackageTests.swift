// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Rehearsal
import Testing

/// The agent's two ways onto a machine, and off it again: the package, and the line that the console shows.
@Suite(.serialized, .enabled(if: Endpoint.isPossible, "\(Endpoint.obstacle ?? "")"), .timeLimit(.minutes(10)))
struct PackageTests {
    @Test("the line brings a machine into care, twice is once, and uninstalling leaves no trace") func line()
        async throws
    {
        let console = "https://breeze.test:8443"
        try await Product.with(["--public-url", console]) { product in
            try await Endpoint.with("web-1") { machine in
                let before = try await Trace(of: machine)
                let (key, digest) = (try await product.enrollmentKey(), try await scriptDigest(product))
                let line = """
                    cd /root && curl -fsSk https://breeze.test:\(product.agents)/install/agent -o breeze-agent.sh &&
                    echo '\(digest)  breeze-agent.sh' | sha256sum -c && echo '\(key)' | sh breeze-agent.sh
                    """
                let said = try await machine.run(line)
                #expect(said.contains("enrolled as device") && said.contains("connected since"), "\(said)")
                let again = try await machine.run(line)
                #expect(again.contains("enrolled already"), "\(again)")

                let looked = try await machine.ask(["breeze-agent", "diag"])
                #expect(looked.status == 0 && !looked.out.contains(key), "\(looked.out)")
                for subject in ["certificate", "service", "spool", "disk", "server", "clock"] {
                    #expect(looked.out.contains(subject), "\(looked.out)")
                }
                try await exposure(of: "breeze-agent", in: machine, atMost: 2.6)

                let removed = try await machine.run("breeze-agent uninstall; rm /root/breeze-agent.sh")
                #expect(removed.contains("removed /var/lib/breeze-agent"), "\(removed)")
                #expect(try await machine.ask(["breeze-agent"]).status == 127)
                try await before.expectNone(in: machine)
            }
        }
    }

    @Test("a script that is not the one that was meant is not run, and nothing is left of it") func forged()
        async throws
    {
        try await Product.with(["--public-url", "https://breeze.test:8443"]) { product in
            try await Endpoint.with("web-1") { machine in
                let before = try await Trace(of: machine)
                // The script is true, the program that comes is another one.
                let script = try await machine.run(
                    "curl -fsSk https://breeze.test:\(product.agents)/install/agent")
                let forged = script.replacing(
                    /digest=[0-9a-f]{64}/, with: "digest=" + String(repeating: "0", count: 64))
                try await machine.write(forged, to: "/root/forged.sh")
                let told = try await machine.ask(["sh", "-c", "echo bre_x | sh /root/forged.sh"])
                #expect(told.status != 0, "\(told.out)\(told.err)")
                let wrong = try await machine.ask([
                    "sh", "-c",
                    "echo bre_nobody | sh -c \"$(curl -fsSk https://breeze.test:\(product.agents)/install/agent)\"",
                ])
                #expect(wrong.status == 1 && wrong.err.contains("key"), "\(wrong.out)\(wrong.err)")
                try await machine.run("rm /root/forged.sh")
                try await before.expectNone(in: machine)
            }
        }
    }

    @Test("the agent's package installs, enrolls, survives a reboot, and is purged without a trace") func package()
        async throws
    {
        try await Product.with { product in
            try await Endpoint.with("web-1") { machine in
                let before = try await Trace(of: machine)
                try await machine.install(Packages.agent, at: "/root/agent.deb", mode: "0644")
                try await machine.run("dpkg --install /root/agent.deb && rm /root/agent.deb")
                // Nobody enrolled it yet: it is there, and does not fail.
                #expect(try await machine.ask(["systemctl", "is-failed", "breeze-agent"]).out == "inactive\n")
                try await machine.run([
                    "breeze-agent", "install", "--server", "https://breeze.test:\(product.agents)", "--key",
                    try await product.enrollmentKey(), "--ca-sha256", try await product.fingerprint(),
                ])
                try await machine.reboot()
                try await product.eventually("it is connected after the reboot") {
                    try await machine.ask(["breeze-agent", "status"]).status == 0 ? true : nil
                }
                let told = try await machine.ask(["breeze-agent", "uninstall"])
                #expect(told.status == 1 && told.err.contains("apt-get purge"), "\(told.err)")
                try await machine.run("dpkg --purge breeze-agent")
                try await before.expectNone(in: machine)
            }
        }
    }
}

/// What `make package` has made.
enum Packages {
    static let folder = Product.root.appending(path: ".build/packages")
    static var agent: String { path("breeze-agent") }
    static var server: String { path("breeze") }

    private static func path(_ name: String) -> String {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return folder.appending(path: all.first { $0.hasPrefix(name + "_") && $0.hasSuffix(".deb") } ?? "none.deb").path
    }
}

/// What a machine is made of: every file with its owner and mode, every account, every unit.
struct Trace {
    private let lines: Set<String>

    /// What changes by itself, or is dpkg's, systemd's or the journal's own record that something was there.
    private static let records = [
        "/dev", "/proc", "/root/.*", "/run", "/sys", "/tmp", "/var/cache/apt", "/var/cache/debconf", "/var/lib/apt",
        "/var/lib/dpkg", "/var/lib/systemd/catalog/*", "/var/lib/systemd/random-seed", "/var/lib/systemd/timers/*",
        "/var/log/*", "/var/tmp/*", "/etc/*-",
    ]

    init(of machine: Endpoint) async throws {
        let left = Self.records.map { "-path '\($0)' -prune -o" }.joined(separator: " ")
        let script = """
            find / -xdev \(left) -printf '%p %y %m %U:%G %l\\n'
            getent passwd; getent group; systemctl list-unit-files --no-legend --no-pager
            find /etc -type f ! -name '*-' -exec sha256sum {} +
            """
        lines = Set(try await machine.run(script).split(separator: "\n").map(String.init))
    }

    /// Nothing is there that was not, and nothing is missing.
    func expectNone(in machine: Endpoint) async throws {
        let now = try await Trace(of: machine)
        let (more, fewer) = (now.lines.subtracting(lines).sorted(), lines.subtracting(now.lines).sorted())
        #expect(more.isEmpty && fewer.isEmpty, "left: \(more.prefix(20))\nmissing: \(fewer.prefix(20))")
    }
}

/// systemd's own measure of what a service could do to its machine: 10 is all, 0 nothing.
func exposure(of unit: String, in machine: Endpoint, atMost bound: Double) async throws {
    let said = try await machine.run("systemd-analyze security --no-pager \(unit).service")
    let found = try #require(said.firstMatch(of: /Overall exposure level for .*: ([0-9.]+)/), "\(said.suffix(500))")
    let value = try #require(Double(found.1))
    #expect(value <= bound, "\(unit): \(value)")
    print("systemd-analyze security \(unit): \(value)")
}

private func scriptDigest(_ product: Product) async throws -> String {
    let script = try await Host.run(["curl", "-fsSk", "https://localhost:\(product.agents)/install/agent"])
    let file = product.folder.path + "/script"
    try Data(script.utf8).write(to: URL(filePath: file))
    return String(try await Host.run(["sha256sum", file]).prefix(64))
}
