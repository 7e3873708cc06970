// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Gives a file new contents, all or nothing: a power cut leaves the old file or the new one.
///
/// A new file beside it is filled, forced to the disk and renamed; then the folder is forced too.
public func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o600) throws(FileError) {
    let fresh = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).new"
    do throws(FileError) {
        try fill(fresh, bytes, mode)
        guard rename(fresh, path) == 0 else { throw FileError("replace", path) }
    } catch {
        unlink(fresh)
        throw FileError(renamed: error, to: path)
    }
    try settle(folder(of: path))
}

/// Makes a file that was not there, and forces it to the disk.
private func fill(_ path: String, _ bytes: [UInt8], _ mode: UInt32) throws(FileError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard file >= 0 else { throw FileError("make", path) }
    defer { close(file) }
    guard fchmod(file, mode) == 0 else { throw FileError("set the mode of", path) }
    try write(all: bytes, to: file, path)
    guard fsync(file) == 0 else { throw FileError("force to the disk", path) }
}

/// Every byte, however many calls that takes.
package func write(all bytes: [UInt8], to file: Int32, _ path: String) throws(FileError) {
    var done = 0
    while done < bytes.count {
        let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress.map { $0 + done }, bytes.count - done) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw FileError("write", path) }
        done += count
    }
}

/// Forces a folder's names to the disk: without it a rename may be lost with the power.
func settle(_ folder: String) throws(FileError) {
    let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw FileError("open", folder) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw FileError("force to the disk", folder) }
}

/// The part of a path before its last slash.
func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

extension FileError {
    /// People know the file by its own name, not by that of its forerunner.
    fileprivate init(renamed error: FileError, to path: String) {
        (action, self.path, code) = (error.action, path, error.code)
    }
}
