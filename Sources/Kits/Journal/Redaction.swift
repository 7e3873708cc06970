// SPDX-License-Identifier: Apache-2.0

/// The text without what would open something: our tokens keep the part that may be shown, the rest goes entirely.
func redacted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    var at = 0
    while at < bytes.count {
        guard let secret = Secret.begin(in: bytes, at: at) else {
            kept.append(bytes[at])
            at += 1
            continue
        }
        kept.append(contentsOf: secret.shown)
        at = secret.end
    }
    return kept.count == bytes.count ? text : String(decoding: kept, as: UTF8.self)
}

/// A secret found in a text: what is left of it, and where it ends.
private struct Secret {
    let shown: [UInt8]
    let end: Int

    private static let tokens = ["brz_", "bre_", "brn_", "mcp_"].map { Array($0.utf8) }
    private static let bearer = Array("bearer ".utf8)
    private static let begin = Array("-----BEGIN ".utf8)
    private static let privateKey = Array("PRIVATE KEY-----".utf8)
    private static let dots = Array("…".utf8)

    /// The secret that begins just here, if one does.
    static func begin(in bytes: [UInt8], at start: Int) -> Secret? {
        switch bytes[start] {
        case UInt8(ascii: "b"), UInt8(ascii: "m"), UInt8(ascii: "B"):
            token(bytes, start) ?? credential(bytes, start)
        case UInt8(ascii: "-"): key(bytes, start)
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
        let rest = bytes[start...].prefix(bearer.count).map { $0 | 0x20 }
        guard rest == bearer, let end = runEnd(bytes, start + bearer.count, { $0 > 0x20 }) else { return nil }
        return Secret(shown: bytes[start..<(start + bearer.count)] + dots, end: end)
    }

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
