// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc

/// Writes a file whole or not at all; an equal one is left alone.
func write(_ text: String, to path: String, for account: Account) throws(Cluster.Failed) {
    if let there = try? contents(of: path), there.elementsEqual(text.utf8) { return }
    let fresh = path + ".new"
    unlink(fresh)
    let file = open(fresh, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Cluster.Failed("cannot write", fresh, errno) }
    defer { close(file) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        guard count > 0 else { throw Cluster.Failed("cannot write", fresh, errno) }
        rest = rest.dropFirst(count)
    }
    if account.isOther, fchown(file, account.user, account.group) != 0 {
        throw Cluster.Failed("cannot give away", fresh, errno)
    }
    guard fsync(file) == 0, rename(fresh, path) == 0 else { throw Cluster.Failed("cannot write", path, errno) }
}
