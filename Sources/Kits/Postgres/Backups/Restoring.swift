// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
import JSON
import Programs

extension Archive {
    /// What a backup says of itself, once its bytes are known to be those that were written.
    public static func manifest(of path: String) throws -> Manifest {
        guard exists(path) else { throw Failed("there is no backup at \(path)") }
        guard exists(path + ".json") else {
            throw Failed("\(path) has no manifest beside it (\(path).json): it was not made by `breeze db backup`")
        }
        let manifest = try JSON.decode(Manifest.self, from: try contents(of: path + ".json", limit: 1 << 20))
        guard try sha256(of: path) == manifest.sha256 else {
            throw Failed("\(path) is not what was written: its checksum is another")
        }
        return manifest
    }

    /// Whether nothing has been put into this database yet.
    public func isEmpty() throws -> Bool {
        do {
            return try StartupConnection(address, as: Roles.owner).counts().isEmpty
        } catch { throw Failed("cannot look into the database: \(error.message)") }
    }

    /// Plays a backup into this database, which must be empty: all of it, or nothing.
    @discardableResult public func restore(from path: String) throws -> Manifest {
        let manifest = try Self.manifest(of: path)
        guard try isEmpty() else { throw Failed("there are tables in this database already: nothing was restored") }
        try run(
            "pg_restore",
            ["--single-transaction", "--exit-on-error", "--dbname=\(try databaseName())", path], as: Roles.owner)
        try check(against: manifest)
        return manifest
    }

    /// Compares what is here with what a backup said was in it.
    func check(against manifest: Manifest) throws {
        do {
            let reader = try StartupConnection(address, as: Roles.backup)
            guard
                try reader.migrations().sorted(by: { $0.name < $1.name })
                    == manifest.migrations.sorted(by: { $0.name < $1.name })
            else { throw Failed("the migrations are others than those of the backup") }
            let counts = try reader.counts()
            for (table, count) in manifest.rows.sorted(by: { $0.key < $1.key }) where counts[table] != count {
                throw Failed("\(table) has \(counts[table].map { "\($0)" } ?? "no") rows, the backup had \(count)")
            }
            let keys = try reader.number(.foreignKeys)
            guard keys == manifest.foreignKeys else {
                throw Failed("\(keys) foreign keys hold, and \(manifest.foreignKeys) did in the backup")
            }
            let policies = try reader.number(.policies)
            guard policies == manifest.policies else {
                throw Failed("\(policies) policies guard rows, and \(manifest.policies) did in the backup")
            }
        } catch let error as Complaint {
            throw Failed("cannot check what was restored: \(error.message)")
        }
    }

    private func databaseName() throws -> String {
        guard let name = given("dbname", in: address) else { throw Failed("the address names no database") }
        return name
    }
}

extension Archive {
    /// Plays a backup into a cluster that is made for that and removed again, and compares: it is good, or this throws.
    public static func verify(_ path: String, in folder: String) throws -> Manifest {
        _ = try manifest(of: path)
        var name = Array((folder + "/breeze-verify-XXXXXX").utf8CString)
        guard mkdtemp(&name) != nil else { throw FileError("make a folder in", folder) }
        let place = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(place, 0o711)
        let cluster = try Cluster(place + "/postgres", mode: .throwaway)
        defer { cluster.remove(place) }
        try cluster.start()
        defer { cluster.stop() }
        return try Archive(of: cluster).restore(from: path)
    }
}

extension Cluster {
    /// A folder that held a cluster, with everything in it.
    func remove(_ place: String) {
        guard let account = try? Account() else { return }
        try? account.run("/bin/rm", ["-rf", "--", folder.data, folder.socket])
        _ = try? Program("/bin/rm", ["-rf", "--", place]).run(deadline: .seconds(600))
    }
}
