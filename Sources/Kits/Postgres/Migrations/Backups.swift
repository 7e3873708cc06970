// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

extension Cluster {
    static let keptBackups = 3

    /// Brings the product's database up to date, after a backup if there is anything to lose.
    @discardableResult public func migrate(_ migrations: Migrations) throws -> [String] {
        try migrations.apply(at: address) { first in
            let path = try backUp(before: first)
            tell("backed the database up to \(path), before the migration \(first)")
        }
    }

    /// A dump of the product's database in `backups`; the oldest beyond three go.
    @discardableResult func backUp(before step: String) throws(Failed) -> String {
        guard
            let (account, programs) = state.withLock({ state in
                state.account.flatMap { a in state.programs.map { (a, $0) } }
            })
        else { preconditionFailure("not started") }
        let earlier = backups()
        let number = (earlier.last.flatMap { Int($0.split(separator: "/").last?.prefix(6) ?? "") } ?? 0) + 1
        let digits = String(number)
        let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits + "-before-\(fileName(step)).dump"
        let path = folder.backups + "/" + name
        do {
            try account.run(
                programs.folder + "pg_dump",
                ["-h", folder.socket, "-U", "breeze_root", "-d", "breeze", "-Fc", "-f", path + ".partial"])
        } catch {
            unlink(path + ".partial")
            guard !error.isFullDisk else { throw Failed("cannot write the backup", path, ENOSPC) }
            throw Failed(
                "cannot write the backup \(path), so nothing was migrated", do: "pg_dump said: \(error.message)")
        }
        guard rename(path + ".partial", path) == 0 else { throw Failed("cannot write the backup", path, errno) }
        for old in (earlier + [path]).dropLast(Self.keptBackups) { unlink(old) }
        return path
    }

    /// The oldest first.
    private func backups() -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(folder.backups + "/[0-9][0-9][0-9][0-9][0-9][0-9]-*.dump", 0, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }.sorted()
    }

    private func fileName(_ text: String) -> String {
        String(text.prefix(80).map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
    }
}
