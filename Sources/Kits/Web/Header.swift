// SPDX-License-Identifier: Apache-2.0

/// One line of a head.
public struct Header: Sendable, Equatable {
    public let name: String
    public let value: String
    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }

    /// As it is sent; what could end the line early becomes a space, so that no value can add a header.
    var line: String { Self.clean(name) + ": " + Self.clean(value) + "\r\n" }

    private static func clean(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }) else { return text }
        return String(
            decoding: text.utf8.map { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f ? 0x20 : $0 }, as: UTF8.self)
    }
}

extension [Header] {
    /// The first of that name; `name` in lower case.
    public func first(_ name: String) -> String? { first { $0.isNamed(name) }?.value }
    func all(_ name: String) -> [String] { filter { $0.isNamed(name) }.map(\.value) }

    /// From lines as the engine hands them over.
    init(lines: String) {
        self = lines.utf8.split(separator: 0x0a).compactMap { line in
            guard let colon = line.firstIndex(of: 0x3a) else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == 0x20 }
            return Header(String(Substring(line[..<colon])), String(Substring(value.prefix { $0 != 0x0d })))
        }
    }
}

extension Header {
    fileprivate func isNamed(_ lowercase: String) -> Bool {
        name.utf8.count == lowercase.utf8.count
            && zip(name.utf8, lowercase.utf8).allSatisfy { $0 == $1 || 0x41...0x5a ~= $0 && $0 | 0x20 == $1 }
    }
}
