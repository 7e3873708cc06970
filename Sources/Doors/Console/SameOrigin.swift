// SPDX-License-Identifier: Apache-2.0
import Web

/// Whether a form was sent by one of our own pages; what a browser does not vouch for is not.
package func isSameOrigin(fetchSite: String?, origin: String?, host: String?) -> Bool {
    if let fetchSite, fetchSite != "same-origin" { return false }
    guard let origin else { return fetchSite != nil }
    // Before us may stand a proxy that ends TLS, so the scheme says nothing; host and port do.
    guard let host, let scheme = origin.firstRange(of: "://") else { return false }
    return origin[scheme.upperBound...].lowercased() == host.lowercased()
}

extension Web.Request {
    var isFromOurOwnPages: Bool {
        isSameOrigin(fetchSite: header("sec-fetch-site"), origin: header("origin"), host: header("host"))
    }

    /// The path of ours that the browser comes from, to go back to.
    var cameFrom: String? {
        guard let referrer = header("referer"), let host = header("host"),
            let start = referrer.firstRange(of: "://" + host + "/")
        else { return nil }
        return ownPath("/" + referrer[start.upperBound...])
    }
}

/// An address of ours to lead to: nothing that a browser could take for another host's, whatever it leaves out of it.
func ownPath(_ text: String) -> String? {
    let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
    return isPlain && text.hasPrefix("/") && !text.hasPrefix("//") ? text : nil
}
