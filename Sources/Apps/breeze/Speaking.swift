// SPDX-License-Identifier: Apache-2.0
import Glibc
import Loops

/// The process's variables, as `NAME=value`.
enum Environment {
    static var lines: [String] {
        var lines: [String] = []
        // Read before any thread is started, and changed by nobody.
        var next = environ
        while let line = next.pointee {
            lines.append(String(cString: line))
            next += 1
        }
        return lines
    }
}

/// Does on a thread of its own what blocks, so that no loop stands still meanwhile.
func elsewhere<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        thread { continuation.resume(with: Swift.Result { try body() }) }
    }
}
