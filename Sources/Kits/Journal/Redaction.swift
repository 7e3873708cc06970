// SPDX-License-Identifier: Apache-2.0

/// The text without what would open something: our tokens keep the part that may be shown, the rest goes entirely.
func redacted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    var (at, isWhole) = (0, true)
    while at < bytes.count {
        guard let secret = Secret.begin(in: bytes, at: at) else {
            kept.append(bytes[at])
            at += 1
            continue
        }
        kept.append(contentsOf: secret.shown)
        (at, isWhole) = (secret.end, false)
    }
    return isWhole ? text : String(decoding: kept, as: UTF8.self)
}

/// Whether what has this name is kept out of every line.
func isSecret(name: String) -> Bool {
    let plain = name.lowercased().replacing("-", with: "_")
    return secretNames.contains { plain == $0 || plain.hasSuffix("_" + $0) }
}

private let secretNames = [
    "password", "passwd", "passphrase", "secret", "authorization", "cookie", "api_key", "apikey", "private_key",
    "token",
]

/// A secret found in a text: what is left of it, and where it ends.
private struct Secret {
    let shown: [UInt8]
    let end: Int

    private static let tokens = ["brz_", "bre_", "brn_", "mcp_"].map { Array($0.utf8) }
    private static let schemes = ["bearer ", "basic ", "digest "].map { Array($0.utf8) }
    private static let begin = Array("-----BEGIN ".utf8)
    private static let privateKey = Array("PRIVATE KEY-----".utf8)
    private static let dots = Array("…".utf8)

    /// The secret that begins just here, if one does.
    static func begin(in bytes: [UInt8], at start: Int) -> Secret? {
        switch bytes[start] {
        case UInt8(ascii: "-"): key(bytes, start)
        case UInt8(ascii: ":"): userInfo(bytes, start)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            token(bytes, start) ?? credential(bytes, start) ?? named(bytes, start)
        default: nil  // no secret that we know begins with any other byte
        }
    }

    private static func token(_ bytes: [UInt8], _ start: Int) -> Secret? {
        let rest = bytes[start...]
        guard tokens.contains(where: rest.starts), let end = runEnd(bytes, start + 4, isTokenByte) else { return nil }
        guard end - start > 12 else { return nil }
        return Secret(shown: bytes[start..<(start + 12)] + dots, end: end)
    }

    private static func credential(_ bytes: [UInt8], _ start: Int) -> Secret? {
        guard let scheme = schemes.first(where: { begins(bytes, start, with: $0) }) else { return nil }
        let value = start + scheme.count
        guard let end = runEnd(bytes, value, { $0 > 0x20 && $0 != quote }) else { return nil }
        // `basic rules` is prose: what is written after the scheme is long, or has no spelling of a word.
        let isProse = scheme != schemes[0] && bytes[value..<end].allSatisfy(isLetter) && end - value < 12
        return isProse ? nil : Secret(shown: bytes[start..<value] + dots, end: end)
    }

    /// `password=…`, `"api_key": "…"`, `Cookie: …`: the name is shown, what is given it is not.
    private static func named(_ bytes: [UInt8], _ start: Int) -> Secret? {
        guard start == 0 || !isTokenByte(bytes[start - 1]) || bytes[start - 1] == UInt8(ascii: "-") else { return nil }
        let end = runEnd(bytes, start, isTokenByte) ?? start
        var at = end
        if at < bytes.count, bytes[at] == quote { at += 1 }
        at = runEnd(bytes, at) { $0 == 0x20 } ?? at
        guard at < bytes.count, bytes[at] == UInt8(ascii: "=") || bytes[at] == UInt8(ascii: ":") else { return nil }
        at = runEnd(bytes, at + 1) { $0 == 0x20 } ?? at + 1
        let name = String(decoding: bytes[start..<end], as: UTF8.self)
        guard at < bytes.count, isSecret(name: name) else { return nil }
        if bytes[at] == quote {
            return Secret(shown: bytes[start...at] + dots, end: stringEnd(bytes, at + 1))
        }
        let isHeader = ["authorization", "cookie"].contains { name.lowercased().hasSuffix($0) }
        guard let stop = runEnd(bytes, at, { isHeader ? $0 >= 0x20 : $0 > 0x20 && !ends.contains($0) }) else {
            return nil
        }
        return Secret(shown: bytes[start..<at] + dots, end: stop)
    }

    /// The password of `scheme://user:password@host`.
    private static func userInfo(_ bytes: [UInt8], _ start: Int) -> Secret? {
        guard bytes[start...].starts(with: Array("://".utf8)),
            let end = runEnd(bytes, start + 3, { $0 > 0x20 && !ends.contains($0) && $0 != UInt8(ascii: "/") }),
            let at = bytes[(start + 3)..<end].lastIndex(of: UInt8(ascii: "@")),
            let colon = bytes[(start + 3)..<at].firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return Secret(shown: bytes[start...colon] + dots, end: at)
    }

    /// Where a string of JSON ends, before its quote.
    private static func stringEnd(_ bytes: [UInt8], _ start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] != quote { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        return min(at, bytes.count)
    }

    private static let quote = UInt8(ascii: "\"")
    private static let ends = Set(",;&\"'}])".utf8)

    private static func begins(_ bytes: [UInt8], _ start: Int, with word: [UInt8]) -> Bool {
        bytes.count - start >= word.count && zip(bytes[start...], word).allSatisfy { $0 | 0x20 == $1 }
    }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

    /// A private key in PEM, up to the end of its block, or of the text.
    private static func key(_ bytes: [UInt8], _ start: Int) -> Secret? {
        guard bytes[start...].starts(with: begin),
            let line = runEnd(bytes, start + begin.count, { $0 >= 0x20 }),
            let label = first(privateKey, in: bytes[start..<min(line, start + 60)])
        else { return nil }
        let stop = first(privateKey, in: bytes[(label + privateKey.count)...]).map { $0 + privateKey.count }
        return Secret(shown: Array("(private key)".utf8), end: stop ?? bytes.count)
    }

    /// Where a run of such bytes ends; nil if there is none.
    private static func runEnd(_ bytes: [UInt8], _ start: Int, _ belongs: (UInt8) -> Bool) -> Int? {
        guard start < bytes.count, belongs(bytes[start]) else { return nil }
        return bytes[start...].firstIndex { !belongs($0) } ?? bytes.count
    }

    private static func first(_ wanted: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= wanted.count else { return nil }
        return (bytes.startIndex...(bytes.endIndex - wanted.count)).first { bytes[$0...].starts(with: wanted) }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false  // the alphabet of base64url has no other
        }
    }
}
