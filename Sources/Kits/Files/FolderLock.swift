// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Sees to it that one process at a time works in a folder; let go by `deinit`, and by the system if we die.
public final class FolderLock: Sendable {
    /// Somebody else is there.
    public struct Held: Error, Equatable, CustomStringConvertible {
        public let path: String
        /// The process that holds it, where it has written its number.
        public let pid: Int32?

        public var description: String {
            let holder = pid.map { "process \($0)" } ?? "another process"
            return "\(path) is held by \(holder): stop that one, or choose another folder"
        }
    }

    private let file: Int32

    /// Takes the lock, or throws ``Held`` or ``FileError`` at once.
    public init(_ path: String) throws {
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw FileError("lock", path) }
        // From here on `deinit` closes the file, whatever is thrown.
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw FileError("lock", path) }
            throw Held(path: path, pid: (try? contents(of: path, limit: 32)).flatMap(Self.pid))
        }
        guard ftruncate(file, 0) == 0 else { throw FileError("write", path) }
        try write(all: Array("\(getpid())\n".utf8), to: file, path)
    }

    deinit {
        // A child that was forked and is not yet another program has a copy of the file: closing ours would not do.
        flock(file, LOCK_UN)
        close(file)
    }

    private static func pid(_ bytes: [UInt8]) -> Int32? {
        Int32(String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self))
    }
}
