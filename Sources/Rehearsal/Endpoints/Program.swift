// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Glibc

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
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["--kill-after=5", "\(max(1, bound.components.seconds))"] + command
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = out.handle
        process.standardError = err.handle
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
                process.terminationHandler = { _ in ended.resume() }
                do {
                    try process.run()
                } catch {
                    process.terminationHandler = nil
                    ended.resume(throwing: error)
                }
            }
            return Output(status: process.exitStatus, out: out.text(), err: err.text())
        } onCancel: {
            if process.isRunning { process.terminate() }
        }
    }

    /// Whether this machine has a program of that name.
    static func exists(_ name: String) -> Bool {
        ["/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/"].contains {
            FileManager.default.isExecutableFile(atPath: $0 + name)
        }
    }
}

extension Process {
    /// The status as a shell counts it: a signal is 128 and its number.
    var exitStatus: Int32 {
        terminationReason == .exit ? terminationStatus : 128 + terminationStatus
    }
}

/// A file without a name that a child writes and we read afterwards, up to a limit.
private struct Pad: Sendable {
    private static let limit = 4 << 20
    let handle: FileHandle

    init() throws {
        var path = Array((FileManager.default.temporaryDirectory.path + "/breeze-output.XXXXXX").utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        unlink(path)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func text() -> String {
        try? handle.seek(toOffset: 0)
        let bytes = (try? handle.read(upToCount: Self.limit)) ?? nil
        return String(decoding: bytes ?? Data(), as: UTF8.self)
    }
}
