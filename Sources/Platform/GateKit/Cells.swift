// SPDX-License-Identifier: Apache-2.0
public import Postgres
public import Shapes
public import Vocabulary

extension ID: Cell {
    public var cell: String { description }
    public init?(cell: String) { self.init(cell) }
}
extension Instant: Cell {
    public var cell: String { description }
    /// PostgreSQL writes `2026-11-21 16:25:02.125+00` where RFC 3339 has a T and a Z; sessions are in UTC.
    public init?(cell: String) {
        var cell = cell
        let milliseconds = cell.withUTF8 { Clock($0)?.milliseconds }
        guard let milliseconds else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

/// Reads fixed places of a date and time.
private struct Clock {
    private(set) var milliseconds = 0

    init?(_ text: UnsafeBufferPointer<UInt8>) {
        func digits(_ range: Range<Int>) -> Int? {
            range.reduce(0) { sum, index in
                let digit = Int(text[index]) - 48
                return sum.flatMap { (0...9).contains(digit) ? $0 * 10 + digit : nil }
            }
        }
        guard text.count >= 20, let year = digits(0..<4), let month = digits(5..<7), let day = digits(8..<10),
            let hour = digits(11..<13), let minute = digits(14..<16), let second = digits(17..<19)
        else { return nil }
        var fraction = 0
        if text[19] == UInt8(ascii: ".") {
            var weight = 100
            for index in 20..<text.count {
                guard text[index] >= 48, text[index] <= 57 else { break }
                fraction += Int(text[index] - 48) * weight
                weight /= 10
            }
        }
        // Days since 1970, counted in years that begin in March.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        milliseconds = ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + fraction
    }
}
extension RiskLevel: Cell {}
extension Severity: Cell {}
extension Category: Cell {}
