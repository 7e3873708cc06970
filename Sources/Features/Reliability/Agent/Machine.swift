// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import ReliabilityWire
import Shapes

/// What kind of machine this is, by its files.
struct Machine {
    let root: String

    /// `systemd-nspawn`, `docker`, `lxc` …, or nil on a machine with a kernel of its own.
    var container: String? {
        if let told = line("run/systemd/container", limit: 4096) { return told }
        if let environment = try? contents(of: root + "proc/1/environ", limit: 65_536) {
            for variable in environment.split(separator: 0) where variable.starts(with: "container=".utf8) {
                let name = String(repairing: variable.dropFirst("container=".utf8.count), limit: 100)
                return name.isEmpty ? "unknown" : name
            }
        }
        if exists(".dockerenv") { return "docker" }
        return exists("run/.containerenv") ? "podman" : nil
    }

    /// What the kernel drew for this boot, in 32 digits; empty if it does not say.
    var bootID: String { (line("proc/sys/kernel/random/boot_id", limit: 4096) ?? "").filter { $0 != "-" } }

    /// The folder of this machine's journal, and what becomes of it at a restart.
    var journal: (folder: String, kind: ReliabilitySample.Journal)? {
        guard let id = line("etc/machine-id", limit: 4096), id.utf8.count == 32,
            exists("usr/bin/journalctl") || exists("bin/journalctl")
        else { return nil }
        for (folder, kind) in [
            ("var/log/journal/", ReliabilitySample.Journal.persistent), ("run/log/journal/", .volatile),
        ] {
            let path = root + folder + id
            if let files = try? names(in: path, limit: 100_000), files.contains(where: { $0.hasSuffix(".journal") }) {
                return (path, kind)
            }
        }
        return nil
    }

    /// Changes whenever something is written to a journal: journald touches its files, though it writes through memory.
    static func stamp(of folder: String) -> [Int] {
        // A name with an @ is a file that is full and will not change any more.
        let files = (try? names(in: folder, limit: 100_000)) ?? []
        return files.filter { $0.hasSuffix(".journal") && !$0.contains("@") }.sorted().flatMap { name in
            var about = stat()
            guard stat(folder + "/" + name, &about) == 0 else { return [0] }
            return [Int(about.st_ino), Int(about.st_size), about.st_mtim.tv_sec, about.st_mtim.tv_nsec]
        }
    }

    private func exists(_ path: String) -> Bool { access(root + path, F_OK) == 0 }

    private func line(_ path: String, limit: Int) -> String? {
        guard let bytes = try? contents(of: root + path, limit: limit) else { return nil }
        let line = String(repairing: bytes.prefix { $0 != UInt8(ascii: "\n") }, limit: 100)
        return line.isEmpty ? nil : line
    }
}
