// SPDX-License-Identifier: Apache-2.0
import Glibc

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
