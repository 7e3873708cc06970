// SPDX-License-Identifier: Apache-2.0
import Foundation
import Rehearsal
import Testing

/// Whether the long proofs are asked for: `make prove`.
let isProving = ProcessInfo.processInfo.environment["BREEZE_PROVE"] == "1"

/// The agent's service on a real machine: whatever is done to it, it comes back.
@Suite(
    .serialized, .enabled(if: isProving, "long: `make prove` runs it"),
    .enabled(if: Endpoint.isPossible, "\(Endpoint.obstacle ?? "")"), .timeLimit(.minutes(20)))
struct AgentServiceProofs {
    @Test("killed, frozen, unable to start, out of disk, rebooted: each time the agent is back and connected")
    func comesBack() async throws {
        try await Product.with { product in
            try await Endpoint.with("web-1") { machine in
                try await machine.install(Packages.agent, at: "/root/agent.deb", mode: "0644")
                try await machine.run("dpkg --install /root/agent.deb")
                // So that nobody has to wait for a minute until the watchdog bites.
                try await machine.run("mkdir -p /etc/systemd/system/breeze-agent.service.d")
                try await machine.write(
                    "[Service]\nWatchdogSec=3\nRestartSec=1\n",
                    to: "/etc/systemd/system/breeze-agent.service.d/test.conf")
                // A disk of its own, that can be filled.
                try await machine.run(
                    "mkdir -p /var/lib/breeze-agent && mount -t tmpfs -o size=8m,mode=700 tmpfs /var/lib/breeze-agent")
                try await machine.run([
                    "breeze-agent", "install", "--server", "https://breeze.test:\(product.agents)", "--key",
                    try await product.enrollmentKey(), "--ca-sha256", try await product.fingerprint(),
                ])
                for blow in ["KILL", "STOP", "SEGV"] {
                    let before = try await process(in: machine)
                    try await machine.run("kill -\(blow) \(before)")
                    try await isBack(machine, product, after: before, of: blow)
                }
                let said = try await machine.run("journalctl -u breeze-agent -o cat --no-pager")
                #expect(said.contains("Watchdog timeout"), "\(said.suffix(2000))")
                try await unableToStart(machine, product)
                try await fullDisk(machine, product)
            }
        }
    }

    @Test("after a power cut and a reboot the agent is back by itself") func boots() async throws {
        try await Product.with { product in
            try await Endpoint.with("web-1") { machine in
                try await machine.install(Product.agent.path, at: "/root/breeze-agent")
                try await machine.run([
                    "/root/breeze-agent", "install", "--server", "https://breeze.test:\(product.agents)", "--key",
                    try await product.enrollmentKey(), "--ca-sha256", try await product.fingerprint(),
                ])
                try await machine.cutPower()
                try await machine.powerOn()
                try await isBack(machine, product, after: 0, of: "a power cut")
                try await machine.reboot()
                try await isBack(machine, product, after: 0, of: "a reboot")
            }
        }
    }

    private func unableToStart(_ machine: Endpoint, _ product: Product) async throws {
        let before = try await process(in: machine)
        try await machine.run(
            "mv /usr/bin/breeze-agent /root/kept && printf '#!/bin/sh\\nexit 3\\n' >/usr/bin/breeze-agent && "
                + "chmod 755 /usr/bin/breeze-agent && systemctl restart --no-block breeze-agent")
        try await product.eventually("it was tried more often than systemd tries by default") {
            let tries = try await machine.run("systemctl show breeze-agent --property=NRestarts --value")
            return (Int(tries.filter(\.isNumber)) ?? 0) > 6 ? true : nil
        }
        try await machine.run("mv /root/kept /usr/bin/breeze-agent")
        try await isBack(machine, product, after: before, of: "a program that does not start")
    }

    private func fullDisk(_ machine: Endpoint, _ product: Product) async throws {
        _ = try await machine.ask(["sh", "-c", "cat /dev/zero >/var/lib/breeze-agent/ballast"])
        let before = try await process(in: machine)
        try await machine.run("kill -KILL \(before)")
        try await product.eventually("it says what is wrong") {
            try await machine.run("journalctl -u breeze-agent -o cat --no-pager").contains("No space left") ? true : nil
        }
        try await machine.run("rm /var/lib/breeze-agent/ballast")
        try await isBack(machine, product, after: before, of: "a full disk")
    }

    private func process(in machine: Endpoint) async throws -> Int {
        let said = try await machine.run("systemctl show breeze-agent --property=MainPID --value")
        return Int(said.filter(\.isNumber)) ?? 0
    }

    private func isBack(_ machine: Endpoint, _ product: Product, after before: Int, of blow: String) async throws {
        try await product.eventually("the agent is back after \(blow)") { () -> Bool? in
            let now = try await process(in: machine)
            guard now != 0, now != before else { return nil }
            return try await machine.ask(["breeze-agent", "status"]).status == 0 ? true : nil
        }
    }
}
