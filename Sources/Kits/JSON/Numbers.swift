// SPDX-License-Identifier: Apache-2.0

extension Double {
    /// As ECMAScript spells it (`Number::toString`): the fewest digits that read back as the same number.
    ///
    /// Swift finds the same digits and only places the point otherwise.
    var ecmaScript: String {
        guard self != 0 else { return "0" }
        let (digits, point) = decimal
        let sign = self < 0 ? "-" : ""
        let zeros = { (count: Int) in String(repeating: "0", count: count) }
        switch point {
        case digits.count...21 where digits.count <= 21: return sign + digits + zeros(point - digits.count)
        case 1...21: return sign + digits.prefix(point) + "." + digits.dropFirst(point)
        case -5...0: return sign + "0." + zeros(-point) + digits
        default:  // too large or too small to be written out
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            return sign + digits.prefix(1) + fraction + (point > 0 ? "e+" : "e-") + String((point - 1).magnitude)
        }
    }

    /// The digits, without zeros at either end, and how many of them stand before the point.
    private var decimal: (digits: String, point: Int) {
        let parts = magnitude.description.split(separator: "e")
        let halves = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = halves.count > 1 ? halves[1] : ""
        let written = halves[0] + fraction
        let digits = written.drop { $0 == "0" }
        let point = halves[0].count - (written.count - digits.count) + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        let end = digits.lastIndex { $0 != "0" }.map { digits.index(after: $0) } ?? digits.startIndex
        return (String(digits[..<end]), point)
    }
}
