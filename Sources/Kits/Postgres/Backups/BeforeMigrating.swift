// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc

extension Archive {
    static let kept = 3

    /// A backup in a folder of them, before a migration; the oldest beyond three go.
    @discardableResult public func backUp(before step: String, in folder: String) throws -> String {
        let earlier = try Self.backups(in: folder)
        let number = (earlier.last.flatMap { Int($0.split(separator: "/").last?.prefix(6) ?? "") } ?? 0) + 1
        let digits = String(number)
        let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits + "-before-\(fileName(step)).dump"
        let path = folder + "/" + name
        do { try backUp(to: path) } catch {
            throw Failed("cannot write the backup \(path), so nothing was migrated: \(error)")
        }
        for old in (earlier + [path]).dropLast(Self.kept) {
            for file in [old, old + ".sha256", old + ".json"] { unlink(file) }
        }
        return path
    }

    /// Those that were made before migrations, the oldest first.
    private static func backups(in folder: String) throws -> [String] {
        try names(in: folder).filter { name in
            name.hasSuffix(".dump") && name.prefix(6).allSatisfy(\.isNumber) && name.dropFirst(6).hasPrefix("-")
        }.map { folder + "/" + $0 }
    }

    private func fileName(_ text: String) -> String {
        String(text.prefix(80).map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
    }
}

extension Cluster {
    /// Brings the product's database up to date, after a backup if there is anything to lose.
    @discardableResult public func migrate(_ migrations: Migrations) throws -> [String] {
        try migrations.apply(at: address) { first in
            let path = try Archive(of: self).backUp(before: first, in: folder.backups)
            tell("backed the database up to \(path), before the migration \(first)")
        }
    }

    /// Where the backups are that were made before migrations.
    public var backups: String { folder.backups }
}
