// SPDX-License-Identifier: Apache-2.0
public import JSON

/// A string that opens something: answered once, to the caller that asked for it, and stored nowhere in this form.
public struct Secret: Shaped, Hashable {
    public let text: String
    public init(_ text: String) { self.text = text }

    /// What stands in its place wherever an answer is kept.
    public static let shownOnce = "shown_once"

    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
    public func encode(to encoder: any Encoder) throws {
        var box = encoder.singleValueContainer()
        try box.encode(text)
    }
    public static var shape: Shape { .secret }
}

extension Secret: CustomStringConvertible, CustomReflectable {
    public var description: String { "a secret" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Shape {
    /// The same value without its secrets, for keeping.
    public func withoutSecrets(_ value: JSON) -> JSON {
        switch (self, value) {
        case (.secret, .string): .string(Secret.shownOnce)
        case (.optional(let shape), _): shape.withoutSecrets(value)
        case (.list(let element, _), .array(let values)): .array(values.map(element.withoutSecrets))
        case (.object(let members), .object(let values)):
            .object(
                Dictionary(
                    members.compactMap { member in
                        values[member.name].map { (member.name, member.shape.withoutSecrets($0)) }
                    }
                ) { first, _ in first })
        default: value  // two enums at once: every other pair holds no secret
        }
    }
}
