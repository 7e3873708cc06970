// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Gives a file new contents, all or nothing: a crash or a power cut leaves the old file or the new one.
///
/// Readable by its owner only. The folder must be there.
public func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
    let draft = path + ".new"
    let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw FileError(path: draft, code: errno) }
    var failure: Int32 = 0
    var rest = bytes[...]
    while failure == 0, !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { failure = errno }
    }
    if failure == 0, fsync(file) != 0 { failure = errno }
    if close(file) != 0, failure == 0 { failure = errno }
    if failure == 0, rename(draft, path) != 0 { failure = errno }
    guard failure == 0 else {
        unlink(draft)
        throw FileError(path: path, code: failure)
    }
}
