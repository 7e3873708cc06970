// SPDX-License-Identifier: Apache-2.0

// The kernel's tables are read as bytes: a look makes no strings but those it reports.

extension Collection<UInt8> where SubSequence == ArraySlice<UInt8> {
    var lines: [ArraySlice<UInt8>] { split(separator: UInt8(ascii: "\n")) }
    var words: [ArraySlice<UInt8>] { split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }

    func starts(with word: StaticString) -> Bool { word.withUTF8Buffer { starts(with: $0) } }
}

extension ArraySlice<UInt8> {
    /// A whole number of at most 2⁵⁹, so that a few of them can be added; nil for anything else.
    var number: Int? {
        guard !isEmpty, allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        var value = 0
        for digit in self {
            value = value * 10 + Int(digit & 15)
            guard value <= 1 << 59 else { return nil }
        }
        return value
    }

    /// A number such as `0.86`; what else Swift would take (`nan`, `0x1p3`) is none.
    var decimal: Double? {
        guard !isEmpty, count <= 32, allSatisfy({ $0 &- UInt8(ascii: "0") < 10 || $0 == UInt8(ascii: ".") })
        else { return nil }
        return Double(String(decoding: self, as: UTF8.self)).flatMap { $0 <= 0x1p60 ? $0 : nil }
    }
}

extension Array where Element == ArraySlice<UInt8> {
    /// The number at a place, if the line goes so far.
    func number(at place: Int) -> Int? { place < count ? self[place].number : nil }
}

/// To two places: what lies behind is noise, and costs bytes on the wire.
func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

/// How much a counter rose; nil when it was set back.
func rise(from before: Int, to after: Int) -> Int? { after >= before ? after - before : nil }
