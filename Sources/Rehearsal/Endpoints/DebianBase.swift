// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// The Debian that all test machines share as their lowest, never written layer.
///
/// Made once, in about a minute, and kept: `.cache/endpoints` in the project, or where `BREEZE_ENDPOINTS` says.
struct DebianBase: Sendable {
    static let packages = [
        "ca-certificates", "cron", "curl", "dbus", "iproute2", "libpam-systemd", "nftables", "nginx-light",
        "openssh-server", "postgresql-15", "procps", "sudo", "systemd", "systemd-sysv", "udev",
    ]
    /// What is done to it afterwards; part of its name, so that a changed recipe makes a new base.
    private static let finish = """
        set -e; umask 022; cd "$1"
        ln -sf /dev/null etc/systemd/system/systemd-networkd-wait-online.service
        ln -sf /lib/systemd/system/systemd-networkd.service etc/systemd/system/multi-user.target.wants/
        mkdir -p var/log/journal etc/systemd/journald.conf.d
        printf '[Journal]\\nStorage=persistent\\n' >etc/systemd/journald.conf.d/persistent.conf
        rm -f etc/machine-id var/lib/dbus/machine-id; : >etc/machine-id
        rm -rf etc/postgresql/* var/lib/postgresql/*
        rm -f var/cache/apt/archives/*.deb
        """

    let folder: URL

    /// The base, made now if nobody has made it yet.
    static func ready() async throws -> DebianBase {
        let base = DebianBase(folder: cache.appending(path: "bookworm-\(recipe)"))
        guard !base.isMade else { return base }
        try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
        let lock = try await LockFile.waiting(for: cache.appending(path: "lock"), within: .seconds(900))
        defer { withExtendedLifetime(lock) {} }
        if !base.isMade { try await base.make() }
        return base
    }

    private var isMade: Bool { FileManager.default.fileExists(atPath: folder.path) }

    /// In a mount namespace of its own: whatever interrupts it, nothing stays mounted in what a later run removes.
    private func make() async throws {
        let part = folder.appendingPathExtension("part")
        let remove = ["rm", "--recursive", "--force", "--one-file-system", part.path]
        try await Host.run(remove)
        try await Host.run(
            [
                "unshare", "--mount", "--propagation", "private", "debootstrap", "--variant=minbase",
                "--include=\(Self.packages.joined(separator: ","))", "bookworm", part.path,
            ], within: .seconds(900))
        try await Host.run(["sh", "-c", Self.finish, "sh", part.path])
        try FileManager.default.moveItem(at: part, to: folder)
    }

    private static var cache: URL {
        if let named = ProcessInfo.processInfo.environment["BREEZE_ENDPOINTS"] { return URL(filePath: named) }
        let project = (1...4).reduce(URL(filePath: #filePath)) { path, _ in path.deletingLastPathComponent() }
        return project.appending(path: ".cache/endpoints")
    }

    /// FNV-1a over what goes into the base.
    private static var recipe: String {
        let hash = (packages.joined(separator: ",") + finish).utf8.reduce(UInt32(2_166_136_261)) {
            ($0 ^ UInt32($1)) &* 16_777_619
        }
        return String(hash, radix: 16)
    }
}
