// SPDX-License-Identifier: Apache-2.0
import Debian
import Files
import Foundation
import Testing

@Suite struct DebianTests {
    @Test(
        "versions are ordered as Debian orders them",
        arguments: [
            ("0.1.0", "0.2.0", true), ("0.9.0", "0.10.0", true), ("1.0~rc1", "1.0", true), ("1.0", "1.0", false),
            ("2.0", "1.9", false),
        ])
    func order(one: String, other: String, isOlder: Bool) throws {
        #expect(try PackageFile.isOlder(one, than: other) == isOlder)
    }

    @Test("what is no package is refused by name") func noPackage() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "no-\(UUID().uuidString).deb").path
        try replace(path, with: Array("not a package".utf8))
        defer { try? remove(path) }
        let error = #expect(throws: DebianError.self) { try PackageFile(path) }
        #expect(error?.description.contains(path) == true)
    }

    @Test("a package that is installed is found with its version, another is not") func installed() throws {
        let libc = try #require(try InstalledPackage("libc6"))
        #expect(try PackageFile.isOlder("2.0", than: libc.version))
        #expect(try InstalledPackage("no-such-package-anywhere") == nil)
    }

    @Test("what is installed is packed again: the same files, scripts and words") func repacked() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "repack-\(UUID().uuidString)").path
        try makeFolder(folder)
        defer { try? removeTree(folder) }
        // Small, on every Debian, with scripts or settings of its own.
        let installed = try #require(try InstalledPackage("debianutils"))
        let again = try installed.repack(to: folder + "/again.deb")
        #expect(again.name == "debianutils" && again.version == installed.version)
        #expect(again.architecture == installed.architecture)
        #expect(try names(in: folder) == ["again.deb"])
    }
}
