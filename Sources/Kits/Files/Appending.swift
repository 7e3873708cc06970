// SPDX-License-Identifier: Apache-2.0
public import Glibc

/// Adds to the end of a file, for good: when it returns, a power cut takes nothing of it away.
public func append(_ bytes: [UInt8], to path: String, mode: mode_t = 0o600) throws(FileError) {
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, mode)
    guard file >= 0 else { throw FileError("append to", path) }
    defer { close(file) }
    let end = lseek(file, 0, SEEK_END)
    do throws(FileError) {
        try write(all: bytes, to: file, path)
        guard fdatasync(file) == 0 else { throw FileError("force to the disk", path) }
    } catch {
        ftruncate(file, end)  // half a record must not stand before the next one
        throw error
    }
}

/// Cuts a file off after its first `count` bytes.
public func truncate(_ path: String, to count: Int) throws(FileError) {
    guard Glibc.truncate(path, off_t(count)) == 0 else { throw FileError("truncate", path) }
}
