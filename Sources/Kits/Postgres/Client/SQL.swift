// SPDX-License-Identifier: Apache-2.0
/// Text and values kept apart: an interpolated value can only become a bind.
///
/// Two of them may be put together, with `\(sql: other)` or `+`; the binds keep their places.
public struct SQL: ExpressibleByStringInterpolation, Sendable, Equatable {
    /// The statement with `$1`, `$2` … for its values; also what a connection knows it by.
    public private(set) var text = ""
    private(set) var binds: [Bind] = []
    private var places: [Int] = []  // where in the text each `$n` begins, in bytes

    public init(stringLiteral text: StaticString) { self.text = text.description }
    public init(stringInterpolation parts: Interpolation) { self = parts.sql }

    /// True of `""`: the filter that filters nothing.
    public var isEmpty: Bool { text.isEmpty }

    public static func + (left: SQL, right: SQL) -> SQL {
        var both = left
        both += right
        return both
    }
    public static func += (left: inout SQL, right: SQL) { left.append(right) }

    public struct Interpolation: StringInterpolationProtocol, Sendable {
        var sql: SQL = ""
        public init(literalCapacity: Int, interpolationCount: Int) {}
        public mutating func appendLiteral(_ text: StaticString) { sql.text += text.description }
        public mutating func appendInterpolation(_ value: some Cell) { sql.append(.text(value.cell)) }
        public mutating func appendInterpolation(_ value: (some Cell)?) {
            sql.append(value.map { .text($0.cell) } ?? .null)
        }
        public mutating func appendInterpolation(sql other: SQL) { sql.append(other) }
    }

    private mutating func append(_ bind: Bind) {
        binds.append(bind)
        places.append(text.utf8.count)
        text += "$\(binds.count)"
    }

    /// The literal parts as they are, the binds under new numbers.
    private mutating func append(_ other: SQL) {
        let bytes = other.text.utf8
        var rest = bytes.startIndex
        for (index, place) in other.places.enumerated() {
            let start = bytes.index(bytes.startIndex, offsetBy: place)
            text += String(other.text[rest..<start])
            append(other.binds[index])
            rest = bytes.index(start, offsetBy: "$\(index + 1)".utf8.count)
        }
        text += String(other.text[rest...])
    }
}

extension Sequence<SQL> {
    /// All of them in one, for filters: `filters.joined(by: " and ")`.
    public func joined(by separator: SQL) -> SQL {
        var all: SQL = ""
        for (index, sql) in enumerated() {
            if index > 0 { all += separator }
            all += sql
        }
        return all
    }
}
