// SPDX-License-Identifier: Apache-2.0
import CBeast

/// What must hold of any bytes that a stranger sends: the engine's own promises, for fuzzers to try.
package enum Proof {
    /// What does not hold of a request, its head and its body; nil if all does.
    package static func request(_ bytes: [UInt8]) -> String? {
        bytes.withUnsafeBytes { hs_prove_request($0.baseAddress, $0.count) }.map { String(cString: $0) }
    }

    /// The same of a PROXY header.
    package static func proxyHeader(_ bytes: [UInt8]) -> String? {
        bytes.withUnsafeBytes { hs_prove_proxy($0.baseAddress, $0.count) }.map { String(cString: $0) }
    }
}
