// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc

/// One server for one folder: a lock that the system gives back when its holder dies, however it dies.
final class Lock: Sendable {
    private let file: Int32

    init(_ folder: Folder) throws(Cluster.Failed) {
        file = open(folder.lock, O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Cluster.Failed("cannot open", folder.lock, errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let holder = (try? contents(of: folder.lock)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            close(file)
            throw Cluster.Failed(
                "another server (process \(holder)) uses \(folder.path)",
                do: "stop that one, or start this one with another --data")
        }
        let text = "\(getpid())"
        ftruncate(file, 0)
        pwrite(file, text, text.utf8.count, 0)
    }
    deinit {
        // A child that was forked and is not yet another program has a copy of the file: closing ours would not do.
        flock(file, LOCK_UN)
        close(file)
    }
}
