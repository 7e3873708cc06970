// SPDX-License-Identifier: Apache-2.0
import Web

/// Load is sent to this machine only: a fleet aimed at somebody else's server would be an attack.
enum Loopback {
    struct Foreign: Error, CustomStringConvertible {
        let host: String
        var description: String {
            "\(host) is not an address of this machine's loopback: "
                + "a fleet sends only to localhost, 127.0.0.1 or [::1], so run it beside the server"
        }
    }

    static func address(_ text: String) throws -> WebAddress {
        let address = try WebAddress(text)
        guard isLoopback(address.host) else { throw Foreign(host: address.host) }
        guard address.isSecure else { throw WebError.failed("\(text): agents come in by https only") }
        return address
    }

    /// Addresses in their full form only: `127.1` and its kin are read in too many ways.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in UInt8(part).map { "\($0)" == part } ?? false }
    }
}
