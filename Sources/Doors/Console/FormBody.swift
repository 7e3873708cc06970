// SPDX-License-Identifier: Apache-2.0
/// What a form sent: names and texts, as they came, a name as often as it was sent.
package struct FormBody: Sendable, Equatable {
    package private(set) var fields: [Field]
    package struct Field: Sendable, Equatable {
        package let name: String
        package let text: String
        package init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }
    }

    package init(_ fields: [Field] = []) { self.fields = fields }

    /// `application/x-www-form-urlencoded`; nil when it is not that, or holds more than 500 fields.
    package init?(parsing bytes: some Sequence<UInt8>) {
        var fields: [Field] = []
        for pair in Array(bytes).split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard fields.count < 500, let name = decoded(halves[0]),
                let text = decoded(halves.count > 1 ? halves[1] : [])
            else { return nil }
            fields.append(Field(name, text))
        }
        self.fields = fields
    }

    /// The first text of that name.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.text }
    package func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.text) }
    /// These texts and no others under that name.
    package mutating func put(_ name: String, _ texts: [String]) {
        fields.removeAll { $0.name == name }
        for text in texts { append(name, text) }
    }
    package mutating func append(_ name: String, _ text: String) { fields.append(Field(name, text)) }
}

private func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
    var (text, rest) = ([UInt8](), bytes)
    while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: "+"): text.append(UInt8(ascii: " "))
        case UInt8(ascii: "%"):
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            text.append(high << 4 | low)
        default: text.append(byte)  // any other byte stands for itself
        }
    }
    return String(validating: text, as: UTF8.self)
}

private func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil  // not a hexadecimal digit
    }
}
