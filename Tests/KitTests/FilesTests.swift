// SPDX-License-Identifier: Apache-2.0
import Files
import Foundation
import Testing

@Suite struct FilesTests {
    let folder = FileManager.default.temporaryDirectory.appending(path: "breeze-files-\(UUID().uuidString)").path

    init() throws { try makeFolder(folder) }

    @Test("a file is replaced whole, with its mode, and leaves nothing beside it") func stores() throws {
        let path = folder + "/a"
        try replace(path, with: [1, 2, 3])
        try replace(path, with: Array(repeating: 7, count: 100_000), mode: 0o640)
        #expect(try contents(of: path, limit: 100_000) == Array(repeating: 7, count: 100_000))
        #expect(try size(of: path) == 100_000 && names(in: folder) == ["a"])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        try Files.remove(path)
        try Files.remove(path)
        #expect(!exists(path))
    }

    @Test("what cannot be stored leaves the old file, and says where and why") func failures() throws {
        try makeFolder(folder + "/full/child")
        let error = #expect(throws: FileError.self) { try replace(folder + "/full", with: [1]) }
        #expect(error?.code == EISDIR || error?.code == EEXIST || error?.code == ENOTEMPTY)
        #expect(try names(in: folder) == ["full"] && names(in: folder + "/full") == ["child"])
        let missing = #expect(throws: FileError.self) { try replace(folder + "/none/a", with: [1]) }
        #expect(missing?.description == "cannot make \(folder)/none/a: No such file or directory")
        #expect(throws: FileError.self) { try contents(of: folder) }
        #expect(throws: FileError.self) { try makeFolder("/proc/breeze/x") }
    }

    @Test("a full disk and a missing right come with what to do") func remedies() {
        // A device that is always full is the one thing that fails with ENOSPC everywhere.
        let device = open("/dev/full", O_WRONLY)
        defer { close(device) }
        let full = #expect(throws: FileError.self) { try write(all: [1], to: device, "/dev/full") }
        let words = "cannot write /dev/full: No space left on device; free some space there, or choose another folder"
        #expect(full?.description == words && full?.code == ENOSPC)
    }

    @Test("more than was asked for is refused, not cut") func bounds() throws {
        try replace(folder + "/a", with: [1, 2, 3])
        try replace(folder + "/b", with: [1])
        #expect(try contents(of: folder + "/a", limit: 3) == [1, 2, 3])
        #expect(throws: FileError.self) { try contents(of: folder + "/a", limit: 2) }
        #expect(throws: FileError.self) { try names(in: folder, limit: 1) }
        #expect(try names(in: folder, limit: 2) == ["a", "b"])
        #expect(try contents(of: "/proc/self/stat").isEmpty == false)
    }

    @Test("of two that want one folder the second learns who was first") func locks() throws {
        let path = folder + "/lock"
        do {
            let lock = try FolderLock(path)
            let held = #expect(throws: FolderLock.Held.self) { try FolderLock(path) }
            #expect(held?.path == path && held?.pid == getpid())
            let words = held?.description ?? ""
            #expect(words.contains("held by process \(getpid())"))
            withExtendedLifetime(lock) {}
        }
        _ = try FolderLock(path)
    }

    @Test("folders are made on the way, and space is counted") func folders() throws {
        try makeFolder(folder + "/x/y/z", mode: 0o777)
        try makeFolder(folder + "/x/y/z")
        #expect(isFolder(folder + "/x/y/z") && !isFolder(folder + "/x/q"))
        // Whatever the umask of whoever runs us.
        let mode = try FileManager.default.attributesOfItem(atPath: folder + "/x/y")[.posixPermissions] as? Int
        #expect(mode == 0o777)
        #expect(try space(at: folder) > 0)
        #expect(throws: FileError.self) { try names(in: folder + "/nowhere") }
    }

    @Test("a folder goes with all that is in it; what its links lead to stays") func removing() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tree-\(UUID().uuidString)").path
        try makeFolder(folder + "/tree/a/b")
        try replace(folder + "/kept", with: [1])
        try replace(folder + "/tree/a/file", with: [1])
        try FileManager.default.createSymbolicLink(atPath: folder + "/tree/a/b/link", withDestinationPath: folder)
        try removeTree(folder + "/tree")
        #expect(try names(in: folder) == ["kept"])
        try removeTree(folder + "/tree")
        try removeTree(folder)
        #expect(!exists(folder))
    }

    @Test("a file read piece by piece is the whole file") func pieces() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "pieces-\(UUID().uuidString)").path
        defer { try? remove(path) }
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try replace(path, with: bytes)
        let file = try OpenFile(path)
        var read: [UInt8] = []
        while let piece = try file.next() { read += piece }
        #expect(read == bytes)
        #expect(throws: FileError.self) { try OpenFile(path + "-not") }
    }
}
