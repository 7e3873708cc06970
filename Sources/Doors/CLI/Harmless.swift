// SPDX-License-Identifier: Apache-2.0

extension String {
    /// Without what would steer a terminal, hide, or turn its writing round: an endpoint may have written any of this.
    ///
    /// Each such character stands there as JSON writes it; `lines` says whether the text may have several.
    func harmless(lines: Bool) -> String {
        guard unicodeScalars.contains(where: { !$0.isHarmless }) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.isHarmless || lines && (scalar == "\n" || scalar == "\t") {
                text.unicodeScalars.append(scalar)
            } else {
                text += scalar.escape
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    fileprivate var isHarmless: Bool {
        if value < 0x7F { return value >= 0x20 }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: return !properties.isDefaultIgnorableCodePoint  // letters, marks, numbers, signs, symbols, spaces
        }
    }

    private func digits(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    fileprivate var escape: String {
        switch value {
        case 0x0A: "\\n"
        case 0x09: "\\t"
        case 0x0D: "\\r"
        case ..<0x10000: digits(value)
        default: digits(0xD800 + (value - 0x10000) >> 10) + digits(0xDC00 + (value - 0x10000) & 0x3FF)
        }
    }

    /// How many places of a line it takes.
    fileprivate var places: Int {
        if value < 0x300 { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break  // whatever else there is has a place or two
        }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
            0x20000...0x3FFFD:
            return 2
        default: return 1  // every script but the wide ones
        }
    }
}

extension StringProtocol {
    /// How many places it takes on a terminal's line.
    var places: Int { unicodeScalars.reduce(0) { $0 + $1.places } }

    /// The beginning that fits, with a mark that something was left out.
    func clipped(to width: Int) -> String {
        guard places > width else { return String(self) }
        var (text, room) = ("", Swift.max(0, width - 1))
        for character in self {
            let places = String(character).unicodeScalars.reduce(0) { $0 + $1.places }
            guard places <= room else { break }
            text.append(character)
            room -= places
        }
        return text + "…"
    }
}
