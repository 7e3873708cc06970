// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
import Synchronization

/// The server's own log: one file and the one before it, each of a bounded size.
extension Cluster {
    static let logLimit = 16 << 20

    /// Makes room for a new run; says where in the log that begins.
    func rotateLog() -> Int {
        if size(of: folder.log) > Self.logLimit { rename(folder.log, folder.log + ".1") }
        return size(of: folder.log)
    }

    /// The server keeps its log open, so it is copied and cut while it runs; the server always writes at the end.
    func watchLog(ofRun run: Int) {
        while state.withLock({ $0.isSupervised && $0.run == run }) {
            sleep(10)
            cutLog()
        }
    }

    func cutLog() {
        guard size(of: folder.log) > Self.logLimit else { return }
        keepLog(as: folder.log + ".1")
        truncate(folder.log, 0)
    }

    private func keepLog(as path: String) {
        let (from, to) = (
            open(folder.log, O_RDONLY | O_NOFOLLOW | O_CLOEXEC),
            open(path, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
        )
        defer { for file in [from, to] { close(file) } }
        var left = Self.logLimit
        var piece = [UInt8](repeating: 0, count: 65_536)
        while left > 0 {
            let count = read(from, &piece, piece.count)
            guard count > 0, write(to, piece, count) == count else { return }  // a full disk: the log goes first
            left -= count
        }
    }

    /// What was logged since, of it the last bit.
    func logged(from start: Int) -> String {
        let file = open(folder.log, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        defer { close(file) }
        var piece = [UInt8](repeating: 0, count: 16_384)
        let from = max(start, size(of: folder.log) - piece.count)
        let count = pread(file, &piece, piece.count, from)
        return String(decoding: piece.prefix(max(0, count)), as: UTF8.self)
    }

    private func size(of path: String) -> Int {
        var info = stat()
        return lstat(path, &info) == 0 ? Int(info.st_size) : 0
    }
}
