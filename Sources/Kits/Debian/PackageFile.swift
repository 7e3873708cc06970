// SPDX-License-Identifier: Apache-2.0
import Files
import Programs

/// What dpkg did not do, in its own words.
public struct DebianError: Error, CustomStringConvertible {
    public let description: String
}

/// A `.deb`, and what it says of itself.
public struct PackageFile: Sendable {
    public let path: String
    public let name: String
    public let version: String
    public let architecture: String

    public init(_ path: String) throws {
        let format = "${Package}\\n${Version}\\n${Architecture}\\n"
        let lines = try run("/usr/bin/dpkg-deb", ["--show", "--showformat=" + format, path]).split(separator: "\n")
        guard lines.count == 3 else { throw DebianError(description: "\(path) is no Debian package") }
        self.path = path
        (name, version, architecture) = (String(lines[0]), String(lines[1]), String(lines[2]))
    }

    /// Unpacks and configures it, whatever is installed of it; files that people changed stay as they are.
    public func install() throws {
        let words = ["--force-confold", "--force-confdef", "--force-downgrade", "--install", path]
        try run("/usr/bin/dpkg", words, within: .seconds(900))
    }

    /// Whether the first of two versions is the older one, as Debian orders them.
    public static func isOlder(_ one: String, than other: String) throws -> Bool {
        try Program("/usr/bin/dpkg", ["--compare-versions", one, "lt", other]).run().ending.isSuccess
    }
}

/// Runs one of dpkg's programs to its end.
@discardableResult func run(_ program: String, _ words: [String], within bound: Duration = .seconds(120)) throws
    -> String
{
    let around = Program.plainEnvironment.merging(["DEBIAN_FRONTEND": "noninteractive"]) { _, new in new }
    let finished = try Program(program, words, environment: around).run(limit: 4 << 20, deadline: bound)
    guard finished.ending.isSuccess else {
        let why = String(repairing: finished.errors, limit: 1000)
        throw DebianError(description: "\(program) \(words.joined(separator: " ")) \(finished.ending): \(why)")
    }
    return String(repairing: finished.output, limit: 4 << 20)
}
