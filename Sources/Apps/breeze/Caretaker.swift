// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import Files
import Glibc
import JSON
import Lifecycle
import Postgres
import Settings

/// Looks after the database from the command line; everything here blocks.
struct Caretaker {
    private let settings: Settings
    private let installation: Installation

    struct Refused: Error, CustomStringConvertible { let description: String }

    init(_ settings: Settings) {
        self.settings = settings
        installation = Installation(settings[Options.data].description)
    }

    /// Returns the exit status.
    func work(_ invocation: Invocation) throws -> Int32 {
        let file = invocation.arguments.first
        switch invocation.command {
        case "db status": try status()
        case "db shell": try shell(file)
        case "db backup": try backUp(file)
        case "db verify": try verify(file ?? "")
        case "db restore": try restore(file ?? "")
        default: say(Roles.setup(database: file ?? "breeze"))  // "db roles": the grammar lets nothing else through
        }
        return 0
    }

    private func status() throws {
        try withDatabase { archive in
            let report = try StatusReport(archive, [installation.backups, installation.postgres + "/backups"])
            say(settings[DatabaseOptions.json] ? String(decoding: try JSON.encode(report), as: UTF8.self) : report.text)
        }
    }

    /// Becomes psql: whoever typed this talks to it directly.
    private func shell(_ statement: String?) throws {
        let archive: Archive
        if let outside = try outside() {
            archive = outside
        } else {
            guard try !isFree() else {
                throw Refused(description: "the server is not running, and its PostgreSQL with it: start `breeze run`")
            }
            archive = try Archive(of: try Cluster(installation.postgres))
        }
        let (path, words, surroundings) = archive.shell(statement.map { ["-X", "-c", $0] } ?? [])
        // What the caller's own variables say of another database is not meant.
        for line in Environment.lines where line.hasPrefix("PG") { unsetenv(String(line.prefix { $0 != "=" })) }
        for (name, value) in surroundings { setenv(name, value, 1) }
        var arguments: [UnsafeMutablePointer<CChar>?] = ([path] + words).map { strdup($0) } + [nil]
        execv(path, &arguments)
        throw FileError("start", path)
    }

    private func backUp(_ file: String?) throws {
        try withDatabase { archive in
            let path = try file.map(absolute) ?? fresh()
            let manifest = try archive.backUp(to: path)
            say(
                """
                \(path): \(size(manifest.bytes)), \(manifest.rowCount) rows of \(manifest.rows.count) tables
                The key of this installation's authority is not in it: keep a copy of \(installation.authority) elsewhere.
                """)
        }
    }

    private func verify(_ file: String) throws {
        try makeFolder(installation.folder, mode: 0o711)
        let manifest = try Archive.verify(absolute(file), in: installation.folder)
        say(
            """
            good: \(manifest.rowCount) rows of \(manifest.rows.count) tables, \(manifest.foreignKeys) foreign keys, \
            \(manifest.policies) policies and \(manifest.migrations.count) migrations are as they were at \(manifest.at)
            """)
    }

    private func restore(_ file: String) throws {
        let path = try absolute(file)
        if let outside = try outside() {
            guard try outside.isEmpty() else {
                throw Refused(
                    description: "there are tables in that database already: make an empty one beside it "
                        + "(`breeze db roles`), and name that in the file of --database-url-file; this one stays as it is"
                )
            }
            try outside.restore(from: path)
            return say("restored \(path)")
        }
        try installation.check()
        try makeFolder(installation.folder, mode: 0o711)
        let lock = try held()
        let cluster = try Cluster(installation.postgres)
        try cluster.start()
        defer { cluster.stop() }
        if try Archive(of: cluster).isEmpty() {
            try Archive(of: cluster).restore(from: path)
            say("restored \(path)")
        } else {
            try replace(in: cluster, from: path)
        }
        withExtendedLifetime(lock) {}
    }

    /// What is there stays until the backup is whole beside it, and under another name after that.
    private func replace(in cluster: Cluster, from path: String) throws {
        guard settings[DatabaseOptions.replace] else {
            throw Refused(
                description: "there is a database in \(installation.folder) already: "
                    + "--replace puts the backup in its place and keeps it under another name")
        }
        for left in try cluster.databases(from: "breeze_restored") { try cluster.dropDatabase(left) }
        try cluster.createEmptyDatabase("breeze_restored")
        try Archive(of: cluster, database: "breeze_restored").restore(from: path)
        let before = try cluster.databases(from: "breeze_before_")
        let number = before.compactMap { Int($0.split(separator: "_").last ?? "") }.max() ?? 0
        let kept = "breeze_before_\(number + 1)"
        try cluster.exchange(for: "breeze_restored", keeping: kept)
        say(
            """
            restored \(path)
            What was there is the database \(kept) now; `breeze db shell 'drop database \(kept)'` does not remove it, \
            psql as breeze_root does.
            """)
    }
}

extension Caretaker {
    /// The running server's PostgreSQL, one that we start for as long, or the one that the settings name.
    private func withDatabase(_ body: (Archive) throws -> Void) throws {
        if let outside = try outside() { return try body(outside) }
        guard exists(installation.postgres) else {
            throw Refused(description: "there is no database in \(installation.folder): name its folder with --data")
        }
        let cluster = try Cluster(installation.postgres)
        guard try isFree() else { return try body(try Archive(of: cluster)) }
        let lock = try held()
        try cluster.start()
        defer { cluster.stop() }
        try body(try Archive(of: cluster))
        withExtendedLifetime(lock) {}
    }

    private func outside() throws -> Archive? {
        guard let file = settings[Options.databaseURL] else { return nil }
        return try Archive(of: String(decoding: try secret(at: file.description), as: UTF8.self))
    }

    /// Whether no server works in the folder.
    private func isFree() throws -> Bool {
        do { _ = try FolderLock(installation.lock) } catch is FolderLock.Held { return false }
        return true
    }

    private func held() throws -> FolderLock {
        do { return try FolderLock(installation.lock) } catch is FolderLock.Held {
            throw Refused(description: "the server runs in \(installation.folder): stop it first")
        }
    }

    private func absolute(_ path: String) throws -> String {
        guard !path.hasPrefix("/") else { return path }
        guard let here = getcwd(nil, 0) else { throw FileError("find", ".") }
        defer { free(here) }
        return "\(String(cString: here))/\(path)"
    }

    /// A name that says when, in the data folder.
    private func fresh() throws -> String {
        try makeFolder(installation.backups)
        var (now, parts) = (time(nil), tm())
        gmtime_r(&now, &parts)
        var text = [CChar](repeating: 0, count: 32)
        strftime(&text, text.count, "%Y%m%d-%H%M%S", &parts)
        let stamp = String(decoding: text.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self)
        return "\(installation.backups)/breeze-\(stamp).dump"
    }
}
