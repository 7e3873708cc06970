// SPDX-License-Identifier: Apache-2.0

/// A random word that opens something: shown to its owner once, stored by us as a digest only.
public struct Token: Sendable {
    /// All of it, for its owner's eyes.
    public let text: String
    private let prefix: String

    /// A new one: the prefix and 32 random bytes in 43 letters.
    public init(prefix: String) {
        self.prefix = prefix
        text = prefix + Base64.url.text(of: randomBytes(32))
    }

    /// One that somebody presents, if it has the form of a token with this prefix.
    public init?(_ text: String, prefix: String) {
        guard text.hasPrefix(prefix), let secret = Base64.url.bytes(of: String(text.dropFirst(prefix.count))),
            secret.count == 32
        else { return nil }
        (self.text, self.prefix) = (text, prefix)
    }

    /// The part that may be shown and logged: the prefix and 8 letters.
    public var shown: String { String(text.prefix(prefix.count + 8)) }

    /// What is stored: a plain digest, as nobody can go through 2²⁵⁶ words.
    public var digest: Digest { Digest(of: Array(text.utf8)) }
}

extension Token: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { shown + "…" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["shown": shown]) }
}
