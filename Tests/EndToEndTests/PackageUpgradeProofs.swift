// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Rehearsal
import Testing

/// The server's package on a real machine, from its installation to its last trace.
@Suite(
    .serialized, .enabled(if: isProving, "long: `make prove` runs it"),
    .enabled(if: Endpoint.isPossible, "\(Endpoint.obstacle ?? "")"), .timeLimit(.minutes(30)))
struct ServerPackageProofs {
    @Test("it installs, is well, keeps its data through a reboot, and is purged without a trace") func life()
        async throws
    {
        try await Endpoint.with("server") { machine in
            let before = try await Trace(of: machine)
            try await install(machine)
            try await call(machine, "create_organization --name Acme")
            let doctor = try await machine.ask(["breeze", "doctor", "--json"])
            let findings = try JSON(parsing: Array(doctor.out.utf8))
            #expect(doctor.status == 0 && findings["findings"] != nil, "\(doctor.out)\(doctor.err)")
            try await exposure(of: "breeze", in: machine, atMost: 1.5)
            let config = try await machine.run("breeze config")
            #expect(config.contains(/console_port +8443 +default/), "\(config)")
            // It runs as itself, and so does its PostgreSQL.
            let owners = try await machine.run("ps -o user= -C breeze,postgres | sort -u")
            #expect(owners == "breeze\n", "\(owners)")

            try await machine.reboot()
            try await answers(machine)
            #expect(try await call(machine, "list_organizations").contains("Acme"))

            try await machine.run("dpkg --purge breeze", within: .seconds(120))
            try await before.expectNone(in: machine)
        }
    }

    @Test("a server that is killed or frozen is back, with what it had") func comesBack() async throws {
        try await Endpoint.with("server") { machine in
            try await machine.run("mkdir -p /etc/systemd/system/breeze.service.d")
            try await machine.write(
                "[Service]\nWatchdogSec=4\n", to: "/etc/systemd/system/breeze.service.d/test.conf")
            try await install(machine)
            try await call(machine, "create_organization --name Acme")
            for blow in ["KILL", "STOP"] {
                let before = try await machine.run("systemctl show breeze --property=MainPID --value")
                try await machine.run("kill -\(blow) \(before.filter(\.isNumber))")
                try await eventually("another process answers after \(blow)") {
                    let now = try await machine.run("systemctl show breeze --property=MainPID --value")
                    guard now != before, now != "0\n" else { return nil }
                    return try await machine.ask(["breeze", "call", "list_sites"]).status == 0 ? true : nil
                }
            }
            #expect(try await call(machine, "list_organizations").contains("Acme"))
        }
    }

    @Test("a good upgrade stays; one that does not start, and one that is never ready, are undone; data stays")
    func upgrades() async throws {
        try await Endpoint.with("server") { machine in
            try await install(machine)
            try await call(machine, "create_organization --name Acme")
            let good = try await variant(machine, "0.2.0")
            #expect(good.status == 0 && good.out.contains("0.2.0 runs and is healthy"), "\(good.out)\(good.err)")
            #expect(try await version(machine) == "0.2.0")

            let broken = try await variant(machine, "0.3.0", program: "#!/bin/sh\necho broken >&2; exit 1\n")
            #expect(broken.status == 1 && broken.err.contains("broken"), "\(broken.out)\(broken.err)")
            #expect(broken.out.contains("version 0.2.0 runs again"), "\(broken.out)\(broken.err)")
            #expect(try await version(machine) == "0.2.0")

            let silent = try await variant(machine, "0.4.0", program: "#!/bin/sh\nexec sleep 1000\n")
            #expect(silent.status == 1 && silent.err.contains("not ready within"), "\(silent.out)\(silent.err)")
            #expect(try await version(machine) == "0.2.0")
            #expect(try await call(machine, "list_organizations").contains("Acme"))

            // Whatever is not what was meant is not installed.
            let forged = try await machine.ask([
                "breeze", "upgrade", "/root/breeze.deb", "--sha256", String(repeating: "0", count: 64),
            ])
            #expect(forged.status == 1 && forged.err.contains("SHA-256"), "\(forged.err)")
            let older = try await variant(machine, "0.1.5")
            #expect(older.status == 1 && older.err.contains("not newer"), "\(older.err)")
            try await answers(machine)
        }
    }

    @Test("one that migrates and then fails is undone with its database, which is exactly as before")
    func migrates() async throws {
        try await Endpoint.with("server") { machine in
            try await install(machine)
            try await call(machine, "create_organization --name Acme")
            // The real program brings the database up; then a step is applied that the old one does not know.
            let program = """
                #!/bin/sh
                [ "$1" = run ] || exec /usr/lib/breeze/real "$@"
                /usr/lib/breeze/real "$@" --assets /usr/share/breeze/assets &
                while ! psql -h /var/lib/breeze/postgres/socket -U breeze_owner -d breeze -c "
                    insert into schema_migration select 'later_1_things', checksum, applied_at from schema_migration limit 1"
                do sleep 0.3; done
                kill $!; wait; exit 1

                """
            let told = try await variant(machine, "0.2.0", program: program)
            #expect(told.status == 1 && told.out.contains("putting the database back"), "\(told.out)\(told.err)")
            #expect(told.out.contains("version 0.1.0 runs again"), "\(told.out)\(told.err)")
            #expect(try await call(machine, "list_organizations").contains("Acme"))
        }
    }

    private func install(_ machine: Endpoint) async throws {
        try await machine.install(Packages.server, at: "/root/breeze.deb", mode: "0644")
        try await machine.run("dpkg --install /root/breeze.deb", within: .seconds(120))
        try await answers(machine)
    }

    private func answers(_ machine: Endpoint) async throws {
        do {
            try await eventually("the server answers") {
                try await machine.ask(["breeze", "call", "list_sites"]).status == 0 ? true : nil
            }
        } catch {
            let said = try await machine.run("journalctl -u breeze -n 40 --no-pager")
            throw Product.Failed(description: "\(error)\n\(said)")
        }
    }

    @discardableResult
    private func call(_ machine: Endpoint, _ words: String) async throws -> String {
        try await machine.run("breeze call \(words)")
    }

    private func version(_ machine: Endpoint) async throws -> String {
        try await machine.run(["dpkg-query", "--show", "--showformat=${Version}", "breeze"])
    }

    /// Upgrades to the same package under another version, with another program if one is given.
    private func variant(
        _ machine: Endpoint, _ version: String, program: String? = nil
    ) async throws -> Rehearsal.Host.Output {
        try await machine.install(Packages.server, at: "/root/breeze.deb", mode: "0644")
        try await machine.run(
            "cd /root && rm -rf tree && dpkg-deb --raw-extract breeze.deb tree && "
                + "sed -i 's/^Version: .*/Version: \(version)/' tree/DEBIAN/control")
        if let program {
            try await machine.write(program, to: "/root/program")
            try await machine.run(
                "mkdir -p /root/tree/usr/lib/breeze && mv /root/tree/usr/bin/breeze /root/tree/usr/lib/breeze/real && "
                    + "install -m 755 /root/program /root/tree/usr/bin/breeze")
        }
        try await machine.run("cd /root && dpkg-deb -Znone --build tree breeze.deb && sha256sum breeze.deb >SHA256SUMS")
        return try await machine.ask(
            ["breeze", "upgrade", "/root/breeze.deb", "--within", "60s"], within: .seconds(400))
    }

    private func eventually(_ what: String, _ look: () async throws -> Bool?) async throws {
        let end = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < end {
            if try await look() == true { return }
            try await Task.sleep(for: .milliseconds(300))
        }
        throw Product.Failed(description: "\(what): not to be seen within 120 s")
    }
}
