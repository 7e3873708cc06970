// SPDX-License-Identifier: Apache-2.0
import CPQ
import Files
import Glibc
import Programs

/// One database, and its copies in files: made, checked and played back with PostgreSQL's own programs.
///
/// Everything here blocks, some of it for long.
public struct Archive: Sendable {
    public struct Failed: Error, Equatable, CustomStringConvertible {
        public let description: String
        init(_ what: String) { description = what }
    }

    let address: String
    /// Where PostgreSQL's programs are, with a slash at its end.
    let tools: String

    /// Of a database that somebody else runs: with the newest programs of this machine.
    public init(of address: String) throws {
        (self.address, tools) = (address, try Programs.newest().folder)
    }

    /// Of one of a cluster's databases, whoever runs it: with the programs of its own version.
    public init(of cluster: Cluster, database: String = "breeze") throws {
        (address, tools) = (cluster.address(of: database), try Programs(for: cluster.folder).folder)
    }

    /// The program that people talk to the database with, its words, and the surroundings that tell it where.
    ///
    /// As the role that works for all organizations, with as much time as it takes.
    public func shell(_ words: [String]) -> (path: String, words: [String], environment: [String: String]) {
        var environment = surroundings(as: Roles.system)
        environment["PGOPTIONS"] = [environment["PGOPTIONS"], "-c statement_timeout=0"].compactMap(\.self)
            .joined(separator: " ")
        return (tools + "psql", words, environment)
    }

    /// Runs one of PostgreSQL's programs, as a role, to its end.
    func run(_ program: String, _ words: [String], as role: String) throws {
        let child = Program(
            tools + program, words,
            environment: Program.plainEnvironment.merging(surroundings(as: role)) { $1 })
        let finished = try child.run(deadline: .seconds(86_400))
        guard !finished.ending.isSuccess else { return }
        let said = String(decoding: finished.errors, as: UTF8.self)
        throw Failed("\(program) \(finished.ending): \(said.split(separator: "\n").suffix(4).joined(separator: "; "))")
    }

    /// The address as variables: a password among a program's words could be read by everybody on the machine.
    private func surroundings(as role: String) -> [String: String] {
        var found: [String: String] = [:]
        guard let all = PQconninfoParse(address, nil) else { return found }
        defer { PQconninfoFree(all) }
        var index = 0
        while all[index].keyword != nil {  // ends with a null
            if let variable = all[index].envvar, let value = all[index].val {
                found[String(cString: variable)] = String(cString: value)
            }
            index += 1
        }
        found["PGUSER"] = role
        found["PGAPPNAME"] = "breeze"
        return found
    }
}

/// Reads a file to its end for the SHA-256 of what is in it; blocks.
func sha256(of path: String) throws -> String {
    let finished = try Program("/usr/bin/sha256sum", ["--", path]).run(deadline: .seconds(86_400))
    let said = String(decoding: finished.output, as: UTF8.self)
    // A name with unusual characters makes the line begin with a backslash.
    let digest = said.drop { $0 == "\\" }.prefix { $0.isHexDigit }
    guard finished.ending.isSuccess, digest.count == 64 else {
        throw Archive.Failed("cannot read \(path): \(String(decoding: finished.errors, as: UTF8.self))")
    }
    return String(digest)
}
