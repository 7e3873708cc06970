// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Glibc
import Synchronization

/// A program of this machine, run to its end within a bound of time and output.
public enum Program {
    public struct Output: Sendable {
        public let status: Int32
        public let out: String
        public let err: String
    }

    /// Says which command failed, how, and what it wrote last.
    public struct Failed: Error, CustomStringConvertible {
        public let command: [String]
        public let output: Output
        public var description: String {
            let words = output.err.isEmpty ? output.out : output.err
            return "\(command.joined(separator: " ")): status \(output.status): \(words.suffix(2_000))"
        }
    }

    /// Runs a command and returns what it wrote.
    ///
    /// A status other than 0 is an error.
    @discardableResult
    public static func run(
        _ command: [String], in folder: URL? = nil, within bound: Duration = .seconds(60)
    ) async throws -> String {
        let output = try await ask(command, in: folder, within: bound)
        guard output.status == 0 else { throw Failed(command: command, output: output) }
        return output.out
    }

    /// Runs a command and returns how it ended, however that was.
    ///
    /// Past the bound it is ended (status 124) and, five seconds later, killed. A cancelled task ends it too.
    /// What it writes goes to files, not pipes: a daemon that it leaves behind cannot hold us up.
    public static func ask(
        _ command: [String], in folder: URL? = nil, within bound: Duration = .seconds(60)
    ) async throws -> Output {
        let (out, err) = (try Pad(), try Pad())
        let bounded = ["timeout", "--kill-after=5", "\(max(1, bound.components.seconds))"] + command
        let running = Mutex<Child?>(nil)
        let status = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Int32, any Error>) in
                do {
                    let child = try Child(bounded, in: folder, out: out.descriptor, err: err.descriptor) {
                        ended.resume(returning: $0)
                    }
                    running.withLock { $0 = child }
                } catch {
                    ended.resume(throwing: error)
                }
            }
        } onCancel: {
            running.withLock { $0?.signal(SIGTERM) }
        }
        return Output(status: status, out: out.text(), err: err.text())
    }

    /// Whether this machine has a program of that name.
    static func exists(_ name: String) -> Bool {
        ["/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/"].contains {
            FileManager.default.isExecutableFile(atPath: $0 + name)
        }
    }
}

/// A file without a name that a child writes and we read afterwards, up to a limit.
private final class Pad: Sendable {
    private static let limit = 4 << 20
    let descriptor: Int32

    init() throws {
        var path = Array((FileManager.default.temporaryDirectory.path + "/breeze-output.XXXXXX").utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw Endpoint.Failed("a temporary file: \(String(cString: strerror(errno)))") }
        unlink(path)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    func text() -> String {
        var bytes = [UInt8](repeating: 0, count: min(Int(lseek(descriptor, 0, SEEK_END)), Self.limit))
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
