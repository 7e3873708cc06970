// SPDX-License-Identifier: Apache-2.0

/// One `name=value` of a query.
public struct QueryItem: Sendable, Equatable {
    public let name: String
    public let value: String
    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }

    /// The items of a form as `application/x-www-form-urlencoded` sends it, which is how a query is written too.
    public static func items(of form: String) -> [QueryItem] { Target("?" + form).query }
}

/// What stands between method and version.
package struct Target {
    package let path: Substring
    private let rawQuery: Substring

    package init(_ target: String) {
        var rest = target[...]
        // A proxy's form names the server too; it is for us all the same.
        if !rest.hasPrefix("/"), let scheme = rest.firstRange(of: "://") {
            let authority = rest[scheme.upperBound...]
            rest = authority[(authority.firstIndex { $0 == "/" || $0 == "?" } ?? authority.endIndex)...]
        }
        let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?"))
        let path = rest[..<(mark ?? rest.endIndex)]
        self.path = path.isEmpty ? "/" : path
        rawQuery = mark.map { rest[rest.utf8.index(after: $0)...] } ?? ""
    }

    /// Bounded by the head that it came in.
    package var query: [QueryItem] {
        rawQuery.utf8.split(separator: UInt8(ascii: "&")).map { item in
            let equals = item.firstIndex(of: UInt8(ascii: "=")) ?? item.endIndex
            let value = equals == item.endIndex ? item[equals...] : item[item.index(after: equals)...]
            return QueryItem(decoded(item[..<equals], plusIsSpace: true), decoded(value, plusIsSpace: true))
        }
    }
}

extension StringProtocol {
    /// Without its percent-encoding; what is no proper code stays as it is.
    public var percentDecoded: String { decoded(utf8, plusIsSpace: false) }

    /// With everything encoded that is not a letter, a digit or one of `-._~`.
    public var percentEncoded: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: encoded.append(byte)
            default: encoded += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

private func decoded(_ bytes: some Collection<UInt8>, plusIsSpace: Bool) -> String {
    var decoded: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.popFirst() {
        let next = rest.first.flatMap(hexadecimal)
        let afterNext = rest.dropFirst().first.flatMap(hexadecimal)
        if byte == UInt8(ascii: "%"), let next, let afterNext {
            decoded.append(next << 4 | afterNext)
            rest = rest.dropFirst(2)
        } else {
            decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
        }
    }
    return String(decoding: decoded, as: UTF8.self)
}

private func hexadecimal(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
}
