// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
import Loops
import Programs

/// A program that runs beside us; what it says goes into a file.
struct Running: Sendable {
    let child: Child
    private let log: String

    init(_ program: String, _ arguments: [String], log: String) throws {
        let file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Trouble("\(log) cannot be written") }
        defer { close(file) }
        child = try Program(program, arguments).start(output: file)
        self.log = log
    }

    /// Asks it to end, and waits until it has.
    func stop() async {
        child.send(SIGTERM)
        _ = try? await elsewhere { child.wait() }
    }

    /// Waits until it ends by itself; if we are told to stop meanwhile, so is it.
    func end() async throws -> String {
        let ending = try await withTaskCancellationHandler {
            try await elsewhere { child.wait() }
        } onCancel: {
            child.send(SIGTERM)
        }
        try Task.checkCancellation()
        guard ending.isSuccess else { throw Trouble("a program \(ending): \(said.suffix(1000))") }
        return said
    }

    /// What it has said so far.
    var said: String { String(decoding: (try? contents(of: log, limit: 64 << 20)) ?? [], as: UTF8.self) }
}
