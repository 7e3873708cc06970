// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A file that one process holds; the kernel lets go of it when that process ends, however it ends.
final class LockFile: Sendable {
    private let descriptor: Int32

    /// Holds the lock, or is nil when somebody else does.
    init?(_ file: URL) throws {
        descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Endpoint.Failed("\(file.path): \(String(cString: strerror(errno)))") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    /// Holds the lock as soon as it is free.
    static func waiting(for file: URL, within bound: Duration) async throws -> LockFile {
        let deadline = ContinuousClock.now + bound
        while ContinuousClock.now < deadline {
            if let lock = try LockFile(file) { return lock }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Endpoint.Failed("\(file.path): another process has held this lock for more than \(bound)")
    }
}
