// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Makes a folder and those above it that are missing, each with this mode; one that is there stays as it is.
public func makeFolder(_ path: String, mode: UInt32 = 0o700) throws(FileError) {
    if isFolder(path) { return }
    let above = folder(of: path)
    if above != path, above != "." { try makeFolder(above, mode: mode) }
    // Another process may have been faster.
    guard mkdir(path, mode) == 0 else {
        if errno == EEXIST, isFolder(path) { return }
        throw FileError("make the folder", path)
    }
    // Whatever the umask that we were started with.
    guard chmod(path, mode) == 0 else { throw FileError("set the mode of", path) }
}

/// The names in a folder, in order; past `limit` of them it throws rather than tell half.
public func names(in path: String, limit: Int = 10_000) throws(FileError) -> [String] {
    guard let stream = opendir(path) else { throw FileError("list", path) }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { place in
            place.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        guard names.count < limit else { throw FileError("list all of", path, EFBIG) }
        names.append(name)
        errno = 0
    }
    guard errno == 0 else { throw FileError("list", path) }
    return names.sorted()
}

/// Whether anything is there.
public func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

public func isFolder(_ path: String) -> Bool {
    var facts = stat()
    return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
}

/// How many bytes a file holds.
public func size(of path: String) throws(FileError) -> Int {
    var facts = stat()
    guard stat(path, &facts) == 0 else { throw FileError("look at", path) }
    return facts.st_size
}

/// Removes a file; one that is not there is removed already.
public func remove(_ path: String) throws(FileError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw FileError("remove", path) }
}

/// How many bytes we may still write where this path is.
public func space(at path: String) throws(FileError) -> Int {
    var facts = statvfs()
    guard statvfs(path, &facts) == 0 else { throw FileError("look at the space of", path) }
    return Int(clamping: UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize)).partialValue)
}
