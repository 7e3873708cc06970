// SPDX-License-Identifier: Apache-2.0

/// A cookie to be set: hidden from scripts, sent over TLS only and not to other sites, unless told otherwise.
public struct Cookie: Sendable {
    public enum SameSite: String, Sendable { case strict = "Strict", lax = "Lax", none = "None" }

    public var name: String
    public var value: String
    public var path = "/"
    /// How long the browser keeps it; nil: until it is closed.
    public var maxAge: Duration?
    public var isHTTPOnly = true
    public var isSecure = true
    public var sameSite = SameSite.lax

    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }

    /// One that makes the browser forget it.
    public static func expired(_ name: String) -> Cookie {
        var cookie = Cookie(name, "")
        cookie.maxAge = .zero
        return cookie
    }

    var header: Header {
        var text = "\(name.percentEncoded)=\(value.percentEncoded); Path=\(path)"
        if let maxAge { text += "; Max-Age=\(maxAge.components.seconds)" }
        if isHTTPOnly { text += "; HttpOnly" }
        if isSecure { text += "; Secure" }
        return Header("Set-Cookie", text + "; SameSite=\(sameSite.rawValue)")
    }

    /// The cookies of one `Cookie` header.
    static func parse(_ header: String) -> [(name: String, value: String)] {
        header.utf8.split(separator: UInt8(ascii: ";")).compactMap { pair in
            let trimmed = pair.drop { $0 == 0x20 }
            guard let equals = trimmed.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let value = Substring(trimmed[trimmed.index(after: equals)...])
            let quoted = value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
            return (
                Substring(trimmed[..<equals]).percentDecoded,
                (quoted ? value.dropFirst().dropLast() : value).percentDecoded
            )
        }
    }
}
