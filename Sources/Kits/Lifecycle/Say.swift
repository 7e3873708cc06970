// SPDX-License-Identifier: Apache-2.0
import Glibc

/// One line, whole, for whoever called the program: on its output, or on `2`, where complaints go.
public func say(_ text: String, to descriptor: Int32 = 1) {
    let line = Array((text + "\n").utf8)
    _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
}
