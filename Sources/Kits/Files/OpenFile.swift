// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A file that is read piece by piece; closed by `deinit`.
public final class OpenFile: Sendable {
    private let path: String
    private let file: Int32

    public init(_ path: String) throws(FileError) {
        self.path = path
        file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileError("read", path) }
    }

    deinit { close(file) }

    /// The next piece; nil at the end.
    public func next(upTo limit: Int = 65_536) throws(FileError) -> [UInt8]? {
        var piece = [UInt8](repeating: 0, count: limit)
        var count = -1
        repeat { count = read(file, &piece, limit) } while count < 0 && errno == EINTR
        guard count >= 0 else { throw FileError("read", path) }
        return count > 0 ? Array(piece.prefix(count)) : nil
    }
}
