// SPDX-License-Identifier: Apache-2.0
import Files
import JSON
import Postgres

/// How the database stands, and its last backup: as JSON, or as a person reads it.
struct StatusReport: Encodable {
    struct Backup: Encodable { let file: String, at: String, bytes: Int }

    let database: Standing
    let lastBackup: Backup?

    init(_ archive: Archive, _ folders: [String]) throws {
        database = try archive.standing()
        var found: [Backup] = []
        for folder in folders where exists(folder) {
            for name in try names(in: folder) where name.hasSuffix(".dump.json") {
                let path = "\(folder)/\(name)"
                guard let manifest = try? JSON.decode(Manifest.self, from: try contents(of: path, limit: 1 << 20))
                else {
                    continue
                }
                found.append(Backup(file: String(path.dropLast(5)), at: manifest.at, bytes: manifest.bytes))
            }
        }
        lastBackup = found.max { $0.at < $1.at }
    }

    var text: String {
        let standing = database
        var lines = [
            ("PostgreSQL", standing.server),
            ("size", size(standing.bytes)),
            ("connections", "\(standing.connections) of \(standing.connectionLimit)"),
            ("oldest transaction", "\(Int(standing.oldestTransactionSeconds)) s"),
            (
                "migrations",
                "\(standing.migrations), the newest \(standing.newestMigration) (\(standing.newestMigrationAt))"
            ),
            (
                "write-ahead log",
                "\(size(standing.walBytes)) kept, \(size(standing.walWrittenBytes)) since \(standing.walSince)"
            ),
            ("read from memory", "\(Int(standing.cacheHitRatio * 1000) / 10) %"),
            ("last backup", lastBackup.map { "\($0.at), \(size($0.bytes)): \($0.file)" } ?? "none"),
        ]
        lines += standing.partitions.map { ("newest of \($0.table)", "\($0.newest), of \($0.count)") }
        lines += standing.deadRows.map { ("dead in \($0.table)", "\($0.deadRows), beside \($0.rows)") }
        let width = lines.map(\.0.count).max() ?? 0
        return lines.map { $0.0 + String(repeating: " ", count: width - $0.0.count + 2) + $0.1 }.joined(separator: "\n")
    }
}

/// Bytes as people read them.
func size(_ bytes: Int) -> String {
    let units = ["B", "KB", "MB", "GB", "TB"]
    var (value, unit) = (Double(bytes), 0)
    while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    let tenths = Int((value * 10).rounded())
    let fraction = unit == 0 || tenths >= 1000 ? "" : ".\(tenths % 10)"
    return "\(tenths / 10)\(fraction) \(units[unit])"
}
