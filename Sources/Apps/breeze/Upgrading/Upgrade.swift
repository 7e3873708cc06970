// SPDX-License-Identifier: Apache-2.0
import Debian
import Files
import Glibc
import Lifecycle
import Loops
import Secrets
import Settings
import Systemd
import Vocabulary

/// Installs another version of the server from its package; returns the exit status.
func upgrade(_ invocation: Invocation) async throws -> Int32 {
    guard geteuid() == 0 else { throw Upgrade.Failed(description: "run it as root: it installs a package") }
    guard Unit.isAtWork else {
        throw Upgrade.Failed(description: "the server is no service here: systemd does not run")
    }
    // A closed terminal or an impatient Ctrl-C must not leave it half done.
    for signal in [SIGINT, SIGHUP] { Glibc.signal(signal, SIG_IGN) }
    return try await EventLoop.running { loop in try await Upgrade(invocation, loop).run() }
}

/// A change of version that is undone as a whole unless the new server is healthy.
struct Upgrade {
    struct Failed: Error, CustomStringConvertible { let description: String }

    private let file: String
    private let settings: Settings
    private let service: WatchedService
    private let database: DatabaseCopy

    /// Where the packages of both versions are kept; nobody but root can change what is about to be installed.
    private static let folder = "/var/cache/breeze"

    init(_ invocation: Invocation, _ loop: EventLoop) {
        file = Path(invocation.arguments[0]).description
        settings = invocation.settings
        service = WatchedService(Unit("breeze.service"), health: settings[Options.health], loop)
        database = DatabaseCopy(in: Installation(settings[Options.data].description))
    }

    func run() async throws -> Int32 {
        guard let installed = try InstalledPackage("breeze") else {
            throw Failed(description: "no package breeze is installed here: there is nothing to upgrade")
        }
        guard settings[Options.databaseURL] == nil else {
            throw Failed(
                description: "the database is one of your own (database_url_file), and only you can put it back: make "
                    + "a backup of it, then install the package with apt-get")
        }
        try makeFolder(Self.folder, mode: 0o700)
        let lock = try FolderLock(Self.folder + "/lock")
        defer { withExtendedLifetime(lock) {} }
        let new = try verified(for: installed)
        say("keeping version \(installed.version)")
        let old = try installed.repack(to: Self.folder + "/old.deb")
        try database.mustFit()
        say("stopping the server, and copying its database")
        do {
            try service.unit.stop()
            try database.make()
        } catch {
            try service.unit.start()
            throw Failed(description: "\(error); nothing was changed, and version \(installed.version) runs again")
        }
        return try await change(from: old, to: new)
    }

    private func change(from old: PackageFile, to new: PackageFile) async throws -> Int32 {
        do {
            say("installing version \(new.version)")
            try new.install()
            try await service.settle(within: settings[Options.patience])
            say("version \(new.version) runs and is healthy; the database as it was before is in \(database.place)")
            return 0
        } catch {
            say("version \(new.version) is not healthy: \(error)", to: 2)
            say("putting version \(old.version) back")
            try await putBack(old)
            say("version \(old.version) runs again; nothing of \(new.version) remains")
            return 1
        }
    }

    /// The old program first finds its database as the new one left it: what agents handed over meanwhile is in it.
    ///
    /// Only if it refuses that, because of a migration that it does not know, the copy takes its place.
    private func putBack(_ old: PackageFile) async throws {
        try? service.unit.stop()
        do {
            try old.install()
        } catch {
            throw Failed(
                description: "version \(old.version) could not be put back: \(error). It is in \(old.path), and the "
                    + "database as it was in \(database.place): dpkg --install \(old.path)")
        }
        do {
            try await service.settle(within: settings[Options.patience])
            return
        } catch {
            say("it does not run on the database as it is now: \(error)", to: 2)
        }
        say("putting the database back as well, as it was before the upgrade")
        try service.unit.stop()
        try database.putBack()
        do {
            try await service.settle(within: settings[Options.patience])
        } catch {
            throw Failed(
                description: "version \(old.version) and its database are back, but do not run: \(error); see "
                    + "`breeze doctor` and journalctl -u breeze")
        }
    }

    /// A copy of the package that nobody else can change any more, and that is the one which was meant.
    private func verified(for installed: InstalledPackage) throws -> PackageFile {
        let bytes = try contents(of: file, limit: 512 << 20)
        let digest = Digest(of: bytes).hex
        let wanted = try settings[Options.digest]?.lowercased() ?? listedDigest()
        guard digest == wanted else {
            throw Failed(description: "\(file) has the SHA-256 \(digest), not \(wanted): fetch it again")
        }
        let copy = Self.folder + "/new.deb"
        try replace(copy, with: bytes)
        let new = try PackageFile(copy)
        guard new.name == "breeze", new.architecture == installed.architecture else {
            throw Failed(
                description: "\(file) is \(new.name) for \(new.architecture), not breeze for \(installed.architecture)")
        }
        guard try PackageFile.isOlder(installed.version, than: new.version) else {
            throw Failed(
                description:
                    "version \(installed.version) is installed, and \(file) is \(new.version), which is not newer")
        }
        return new
    }

    /// What `SHA256SUMS` beside the package says of it.
    private func listedDigest() throws -> String {
        let slash = file.lastIndex(of: "/") ?? file.startIndex
        let (folder, name) = (file[..<slash], file[slash...].dropFirst())
        let list = folder + "/SHA256SUMS"
        let text = (try? contents(of: String(list), limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[1] == name || words[1] == "*" + name { return words[0].lowercased() }
        }
        throw Failed(description: "\(list) does not name \(name): give its SHA-256 with --sha256")
    }
}
