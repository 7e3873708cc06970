// SPDX-License-Identifier: Apache-2.0

/// One fact of a line, made safe to print: bounded, and without secrets.
struct Field: Sendable {
    enum Value: Sendable {
        /// A number or a truth, which needs no quotes.
        case bare(String)
        case text(String)
    }

    let name: String
    let value: Value

    init(_ name: StaticString, _ value: any CustomStringConvertible) {
        self.name = "\(name)"
        guard !isSecret(name: self.name) else {
            self.value = .text("…")
            return
        }
        self.value =
            switch value {
            case let number as any FixedWidthInteger: .bare("\(number)")
            case let number as Double where number.isFinite: .bare("\(number)")
            case let truth as Bool: .bare("\(truth)")
            case let duration as Duration: .bare("\(duration / .seconds(1))")
            default: .text(redacted(cut(value.description)))  // whatever describes itself is text
            }
    }
}

/// At most 1,000 bytes of a text, and how many more there were.
private func cut(_ text: String) -> String {
    let limit = 1000
    guard text.utf8.count > limit else { return text }
    var end = text.utf8.index(text.utf8.startIndex, offsetBy: limit)
    while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
    let kept = text[..<end]
    return "\(kept)… (\(text.utf8.count - kept.utf8.count) bytes more)"
}
