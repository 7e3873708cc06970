// SPDX-License-Identifier: Apache-2.0
/// Numbers as people read them.
public enum Words {
    /// `9842315` is `9,842,315`.
    public static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = number < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `1` and `device` is `1 device`; any other number takes the plural.
    public static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        count(number) + " " + (number == 1 ? noun : plural ?? noun + "s")
    }

    /// At most `digits` after the point, and no zeros at the end.
    public static func decimal(_ number: Double, digits: Int = 1) -> String {
        guard number.isFinite, number.magnitude < 1e15 else { return "—" }
        let scale = [1, 10, 100, 1000][min(max(digits, 0), 3)]
        let scaled = Int((number.magnitude * Double(scale)).rounded())
        let (whole, rest) = scaled.quotientAndRemainder(dividingBy: scale)
        let text = (number < 0 && scaled > 0 ? "−" : "") + count(whole)
        guard rest > 0 else { return text }
        var fraction = String(rest + scale).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return text + "." + fraction
    }

    public static func percent(_ number: Double, digits: Int = 0) -> String { decimal(number, digits: digits) + " %" }

    /// Powers of 1024, named so.
    public static func bytes(_ number: Int) -> String {
        var (value, unit) = (Double(number), 0)
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        while value.magnitude >= 1024, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
        return decimal(value, digits: unit == 0 || value.magnitude >= 100 ? 0 : 1) + " " + units[unit]
    }

    /// The two largest parts of a time: `3 d 4 h`, `12 min`, `8 s`.
    public static func duration(seconds: Int) -> String {
        let seconds = max(0, seconds)
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600: return "\(seconds / 60) min"
        case ..<86_400: return parts(seconds / 3600, "h", seconds % 3600 / 60, "min")
        default: return parts(seconds / 86_400, "d", seconds % 86_400 / 3600, "h")  // however long it was
        }
    }

    private static func parts(_ high: Int, _ highUnit: String, _ low: Int, _ lowUnit: String) -> String {
        low == 0 ? "\(count(high)) \(highUnit)" : "\(count(high)) \(highUnit) \(low) \(lowUnit)"
    }
}
