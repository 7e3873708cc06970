// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc

/// A package as it is on this machine now.
public struct InstalledPackage: Sendable {
    public let name: String
    public let version: String
    public let architecture: String

    /// Nil if it is not installed.
    public init?(_ name: String) throws {
        let format = "--showformat=${db:Status-Status}\\n${Version}\\n${Architecture}\\n"
        guard let said = try? run("/usr/bin/dpkg-query", ["--show", format, name]) else { return nil }
        let lines = said.split(separator: "\n")
        guard lines.count == 3, lines[0] != "not-installed", lines[0] != "config-files" else { return nil }
        (self.name, version, architecture) = (name, String(lines[1]), String(lines[2]))
    }

    /// Makes a package file of what is installed, so that it can be put back: dpkg itself keeps none.
    ///
    /// Settings files go in as they are now, so that putting it back changes none of them.
    public func repack(to path: String) throws -> PackageFile {
        let tree = path + ".tree"
        try removeTree(tree)
        try makeFolder(tree, mode: 0o755)
        defer { try? removeTree(tree) }
        let files = try run("/usr/bin/dpkg-query", ["--listfiles", name]).split(separator: "\n").map(String.init)
        for file in files where file != "/." && exists(file) {
            // A folder may be others' as well: it is made, but what is in it is not taken along. One that Debian has
            // since made a link, as it did with /lib, is a folder in the package; so a link to a folder becomes one.
            if isFolder(file) {
                try makeFolder(tree + file, mode: 0o755)
            } else {
                try run("/bin/cp", ["--archive", "--no-target-directory", file, tree + file])
            }
        }
        try makeFolder(tree + "/DEBIAN", mode: 0o755)
        try replace(tree + "/DEBIAN/control", with: Array(try control().utf8), mode: 0o644)
        let scripts: Set = ["preinst", "postinst", "prerm", "postrm"]
        for part in scripts.union(["conffiles", "md5sums"]) {
            let file = "/var/lib/dpkg/info/\(name).\(part)"
            guard exists(file) else { continue }
            try replace(
                tree + "/DEBIAN/" + part, with: try contents(of: file, limit: 1 << 20),
                mode: scripts.contains(part) ? 0o755 : 0o644)
        }
        try run("/usr/bin/dpkg-deb", ["-Zgzip", "--build", tree, path], within: .seconds(300))
        return try PackageFile(path)
    }

    /// Its control file, as far as dpkg remembers it.
    private func control() throws -> String {
        let fields = [
            "Package", "Version", "Architecture", "Essential", "Multi-Arch", "Section", "Priority", "Maintainer",
            "Pre-Depends", "Depends", "Recommends", "Suggests", "Breaks", "Conflicts", "Replaces", "Provides",
            "Installed-Size", "Description",
        ]
        let format = fields.map { "\($0): ${\($0)}\\n" }.joined()
        let said = try run("/usr/bin/dpkg-query", ["--show", "--showformat=" + format, name])
        // A field that the package does not have is an empty line.
        return said.split(separator: "\n").filter { !$0.hasSuffix(": ") }.joined(separator: "\n") + "\n"
    }
}
