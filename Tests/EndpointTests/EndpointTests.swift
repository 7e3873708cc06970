// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Programs
@testable import Rehearsal
import Testing

/// What the other tests rely on when they say "a real machine".
@Suite(.enabled(if: Endpoint.isPossible, "\(Endpoint.obstacle ?? "")"), .serialized)
struct EndpointTests {
    @Test("a machine runs systemd, nginx, cron and ssh, keeps its journal on disk and has an id of its own")
    func boots() async throws {
        try await Endpoint.with("web-1") { machine in
            #expect(try await machine.run("hostname") == "web-1\n")
            #expect(try await machine.run("cat /proc/1/comm") == "systemd\n")
            for service in ["nginx", "cron", "ssh"] {
                #expect(try await machine.run("systemctl is-active \(service)") == "active\n")
            }
            let identity = try await machine.run("cat /etc/machine-id").trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(identity.count == 32)
            #expect(try await machine.run("ls /var/log/journal") == identity + "\n")
        }
    }

    @Test("a service that dies of a signal is failed, in the journal too, and the same service next door is not")
    func serviceCrash() async throws {
        try await Endpoint.with("web-1") { broken in
            try await Endpoint.with("web-2") { neighbor in
                try await broken.run("systemctl kill --signal=SEGV nginx")
                while try await broken.ask(["systemctl", "is-failed", "nginx"]).out != "failed\n" {}
                let journal = try await broken.run("journalctl --unit=nginx --output=cat")
                #expect(journal.contains("Main process exited, code=killed, status=11/SEGV"))
                #expect(try await neighbor.run("systemctl is-active nginx") == "active\n")
                #expect(broken.address != neighbor.address)
            }
        }
    }

    @Test("a reboot, asked for from inside, is a second boot in the journal")
    func reboots() async throws {
        try await Endpoint.with { machine in
            let first = try await machine.bootID()
            try await machine.reboot()
            let second = try await machine.bootID()
            #expect(second != first)
            let boots = try await machine.run("journalctl --list-boots")
            for boot in [first, second] { #expect(boots.contains(boot.filter { $0 != "-" })) }
            #expect(try await machine.run("journalctl --boot=-1 --output=cat").contains("Reached target reboot.target"))
        }
    }

    @Test("a power cut ends a machine without a last word; its disk boots again")
    func powerCut() async throws {
        try await Endpoint.with { machine in
            try await machine.run("echo kept >/root/note")
            let before = try await machine.bootID()
            try await machine.cutPower()
            await #expect(throws: Endpoint.Failed.self) { try await machine.run("true") }
            try await machine.powerOn()
            #expect(try await machine.bootID() != before)
            #expect(try await machine.run("cat /root/note") == "kept\n")
            let last = try await machine.run("journalctl --boot=-1 --output=cat")
            #expect(!last.contains("poweroff.target") && !last.contains("reboot.target"))
        }
    }

    @Test("a machine that is shut down in order says so in its journal")
    func powerOff() async throws {
        try await Endpoint.with { machine in
            try await machine.powerOff()
            try await machine.powerOn()
            #expect(try await machine.run("journalctl --boot=-1 --output=cat").contains("poweroff.target"))
        }
    }

    @Test("a link that is cut reaches nothing, and after it is mended reaches the host again")
    func link() async throws {
        try await Endpoint.with { machine in
            let carrier = ["cat", "/sys/class/net/host0/carrier"]
            try await settle(machine, carrier, says: "1\n")
            let greeting =
                "exec 3<>/dev/tcp/\(machine.address)/80; printf 'HEAD / HTTP/1.0\\r\\n\\r\\n' >&3; head -1 <&3"
            #expect(try await Host.run(["bash", "-c", greeting]).hasPrefix("HTTP/1.1 200"))
            try await machine.cutLink()
            try await settle(machine, carrier, says: "0\n")
            #expect(try await Host.ask(["timeout", "--signal=KILL", "1", "bash", "-c", greeting]).status != 0)
            try await machine.mendLink()
            try await settle(machine, carrier, says: "1\n")
            #expect(try await Host.run(["bash", "-c", greeting]).hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("a clone has the disk and the identity of its original, an address of its own, and leaves the original alone")
    func clone() async throws {
        try await Endpoint.with("db-1") { original in
            try await original.run("echo secret >/root/key")
            let clone = try await original.clone()
            for line in ["cat /root/key", "cat /etc/machine-id", "hostname"] {
                #expect(try await clone.run(line) == original.run(line))
            }
            #expect(clone.address != original.address)
            try await clone.run("echo changed >/root/key")
            #expect(try await original.run("cat /root/key") == "secret\n")
            try await clone.remove()
            #expect(try await original.run("systemctl is-system-running") == "running\n")
        }
    }

    @Test("a removed machine leaves no process, mount, link or folder")
    func leavesNothing() async throws {
        let name = try await Endpoint.with { machine in
            _ = try await machine.bootID()
            return machine.name
        }
        for question in ["pgrep -f '[-]-machine=\(name)'", "mount | grep \(name)", "ip link | grep \(name)"] {
            #expect(try await Host.ask(["sh", "-c", question]).out == "")
        }
        let traces = try await Host.run(["sh", "-c", "find /tmp/breeze-endpoints /sys/fs/cgroup -name '*\(name)*'"])
        #expect(traces == "")
    }

    @Test("what a dead process left is removed by the next machine's start, and what a living one has is not")
    func leftovers() async throws {
        try await Endpoint.with("living") { living in
            let left = MachineFolder(name: "e9999999-253", number: 253)
            try FileManager.default.createDirectory(at: left.folder, withIntermediateDirectories: true)
            try Data(left.name.utf8).write(to: Claim.ground.appending(path: "253.lock"))
            try await Host.run(["ip", "link", "add", "name", left.bridge, "type", "bridge"])
            let stray = try intruder(in: left.groups)
            defer { stray.send(SIGKILL) }

            try await Endpoint.with("next") { next in
                let names = (try await living.run("hostname"), try await next.run("hostname"))
                #expect(names == ("living\n", "next\n"))
                #expect(!FileManager.default.fileExists(atPath: left.folder.path))
                #expect(try await Host.ask(["ip", "link", "show", left.bridge]).status != 0)
                #expect(left.groups.isEmpty || stray.wait() == .killed(bySignal: SIGKILL))
            }
        }
    }

    /// A process in the control groups of a machine.
    private func intruder(in groups: [String]) throws -> Child {
        for group in groups {
            try FileManager.default.createDirectory(atPath: group, withIntermediateDirectories: true)
        }
        let child = try Program("/usr/bin/sleep", ["60"]).start()
        for group in groups { try Data("\(child.pid)".utf8).write(to: URL(filePath: group + "/cgroup.procs")) }
        return child
    }

    private func settle(_ machine: Endpoint, _ command: [String], says expected: String) async throws {
        for _ in 0..<200 {
            if try await machine.ask(command).out == expected { return }
        }
        Issue.record("\(command) never said \(expected)")
    }
}
