// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// What one machine has on its host: a folder with its layers, a bridge, a control group.
struct MachineFolder: Sendable {
    let name: String
    let number: Int

    var folder: URL { Claim.ground.appending(path: name) }
    var root: URL { folder.appending(path: "root") }
    var upper: URL { folder.appending(path: "upper") }
    var console: URL { folder.appending(path: "console.log") }
    var pidFile: URL { folder.appending(path: "pid") }
    /// Both names fit the kernel's 15 characters, with a process id of seven digits and a number of three.
    var bridge: String { "br-\(name)" }
    var link: String { "vb-\(name)" }
    var hostAddress: String { "10.213.\(number).1" }
    var address: String { "10.213.\(number).2" }

    /// Without systemd on the host we give each machine a control group of its own: two that shared one would
    /// end each other's services.
    var groups: [String] {
        guard !FileManager.default.fileExists(atPath: "/run/systemd/system") else { return [] }
        return ["/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"]
            .filter { FileManager.default.fileExists(atPath: $0 + "/cgroup.procs") }
            .map { $0 + "/breeze-\(name)" }
    }

    /// Makes the folder, over the base or over a copy of another machine's upper layer, and the bridge.
    func make(over base: URL, copying original: URL?) async throws {
        let files = FileManager.default
        let work = folder.appending(path: "work")
        for place in [root, work] { try files.createDirectory(at: place, withIntermediateDirectories: true) }
        if let original {
            try await Host.run(["cp", "--archive", "--reflink=auto", original.path, upper.path])
        } else {
            try files.createDirectory(at: upper, withIntermediateDirectories: true)
        }
        try await Host.run([
            "mount", "-t", "overlay", "overlay",
            "-o", "lowerdir=\(base.path),upperdir=\(upper.path),workdir=\(work.path)", root.path,
        ])
        try await Host.run(["ip", "link", "add", "name", bridge, "type", "bridge"])
        try await Host.run(["ip", "address", "add", "\(hostAddress)/24", "dev", bridge])
        try await Host.run(["ip", "link", "set", bridge, "up"])
    }

    func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: root.appending(path: path))
    }

    /// Removes the link of a machine that was killed; the kernel would, some time later.
    func unplug() async throws {
        _ = try await Host.ask(["ip", "link", "delete", link])
    }

    /// Ends what still runs and removes every trace; what is not there is no error.
    func clear() async throws {
        for _ in 0..<200 {
            let strays = strays
            if strays.isEmpty { break }
            for pid in strays { kill(pid, SIGKILL) }
            await Host.pause()
        }
        try await unplug()
        _ = try await Host.ask(["ip", "link", "delete", bridge])
        if try await Host.ask(["mountpoint", "--quiet", root.path]).status == 0 {
            let unmounted = try await Host.ask(["umount", root.path])
            if unmounted.status != 0 { try await Host.run(["umount", "--lazy", root.path]) }
        }
        for group in groups where FileManager.default.fileExists(atPath: group) {
            _ = try await Host.ask(["find", group, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"])
        }
        try await Host.run(["rm", "--recursive", "--force", "--one-file-system", folder.path])
    }

    /// What still runs of the machine: nspawn and its child, and all that is in the groups that are ours by name.
    private var strays: Set<pid_t> {
        let inGroups = groups.flatMap { group in
            (FileManager.default.enumerator(atPath: group)?.compactMap { $0 as? String } ?? [])
                .filter { $0.hasSuffix("cgroup.procs") }
                .flatMap { Self.numbers(in: "\(group)/\($0)") }
        }
        // The number in the file may since have gone to another program.
        let nspawn = Self.numbers(in: pidFile.path).filter { pid in
            let command = try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)
            return command?.contains("--machine=\(name)\0") ?? false
        }
        let children = nspawn.flatMap { Self.numbers(in: "/proc/\($0)/task/\($0)/children") }
        return Set(inGroups + nspawn + children)
    }

    private static func numbers(in file: String) -> [pid_t] {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }.filter { $0 > 1 }
    }
}
