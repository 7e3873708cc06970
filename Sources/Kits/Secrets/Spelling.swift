// SPDX-License-Identifier: Apache-2.0

/// Bytes as lower-case hexadecimal digits.
public enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    public static func text(of bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Takes either case, and nothing but digits.
    public static func bytes(of text: String) -> [UInt8]? {
        let utf8 = Array(text.utf8)
        guard utf8.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count / 2)
        for at in stride(from: 0, to: utf8.count, by: 2) {
            guard let high = value(utf8[at]), let low = value(utf8[at + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil  // every other byte is no digit
        }
    }
}

/// Bytes as the text of RFC 4648, in both of its alphabets; reading takes one spelling of each value only.
public enum Base64: Sendable {
    /// `+` and `/`, padded: PEM and HTTP headers.
    case standard
    /// `-` and `_`, not padded: tokens and links.
    case url

    private var alphabet: [UInt8] {
        switch self {
        case .standard: Self.standardAlphabet
        case .url: Self.urlAlphabet
        }
    }
    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let standardAlphabet = Array((letters + "+/").utf8)
    private static let urlAlphabet = Array((letters + "-_").utf8)
    private static let standardValues = values(of: standardAlphabet)
    private static let urlValues = values(of: urlAlphabet)

    private static func values(of alphabet: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }

    public func text(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        let alphabet = alphabet
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let piece = bytes[start..<min(start + 3, bytes.count)]
            let word = piece.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - piece.count))
            for letter in 0...piece.count { text.append(alphabet[word >> (18 - 6 * letter) & 63]) }
            if self == .standard { text.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - piece.count)) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    public func bytes(of text: String) -> [UInt8]? {
        var letters = Array(text.utf8)[...]
        if self == .standard {
            guard letters.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where letters.last == UInt8(ascii: "=") { letters.removeLast() }
        }
        guard letters.count % 4 != 1 else { return nil }
        let values = self == .standard ? Self.standardValues : Self.urlValues
        var bytes: [UInt8] = []
        bytes.reserveCapacity(letters.count * 3 / 4)
        var (word, bits) = (0, 0)
        for letter in letters {
            let value = values[Int(letter)]
            guard value != 0xFF else { return nil }
            (word, bits) = (word << 6 | Int(value), bits + 6)
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(word >> bits))
            word &= 1 << bits - 1
        }
        // Left-over bits that are not zero would be a second spelling of the same bytes.
        return word == 0 ? bytes : nil
    }
}
