// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Whether it is a symbolic link, which is itself and not what it leads to.
public func isLink(_ path: String) -> Bool {
    var facts = stat()
    return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK
}

/// Removes a folder with all that is in it, following no link; what is not there is removed already.
///
/// `depth` bounds how deep it goes: what lies deeper was not made by us.
public func removeTree(_ path: String, depth: Int = 20) throws(FileError) {
    var facts = stat()
    guard lstat(path, &facts) == 0 else {
        guard errno == ENOENT else { throw FileError("look at", path) }
        return
    }
    guard facts.st_mode & S_IFMT == S_IFDIR else { return try remove(path) }
    guard depth > 0 else { throw FileError("remove all of", path, ELOOP) }
    for name in try names(in: path, limit: 1_000_000) { try removeTree(path + "/" + name, depth: depth - 1) }
    guard rmdir(path) == 0 || errno == ENOENT else { throw FileError("remove", path) }
}
