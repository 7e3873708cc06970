// SPDX-License-Identifier: Apache-2.0

/// A ring as it is kept, in a file that only we can read: one line for each key, its number and its bytes in base64.
extension Keyring {
    /// More keys than this have not been used up in a lifetime.
    private static let most = 1000

    /// Reads a ring; it seals under the key with the highest number.
    public init(text: String) throws(SecretsError) {
        guard text.utf8.count <= 65_536 else { throw .malformed("keyring", why: "is longer than 64 KB") }
        var keys: [SealingKey] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: true).enumerated() {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2, let id = UInt32(words[0]), words[0] == "\(id)",
                let bytes = Base64.standard.bytes(of: String(words[1]))
            else { throw .malformed("keyring", why: "its line \(index + 1) is not a number and a key in base64") }
            guard !keys.contains(where: { $0.id == id }) else {
                throw .malformed("keyring", why: "key \(id) is in it twice")
            }
            guard keys.count < Self.most else { throw .malformed("keyring", why: "has more than \(Self.most) keys") }
            keys.append(try SealingKey(id: id, bytes: bytes))
        }
        guard let newest = keys.max(by: { $0.id < $1.id }) else {
            throw .malformed("keyring", why: "has no key in it")
        }
        self.init(newest, older: keys)
    }

    /// All keys, the newest first.
    public var text: String {
        keys.map { "\($0.id) \(Base64.standard.text(of: $0.bytes))\n" }.joined()
    }

    /// The same ring with one more key, under which all is sealed from now on.
    ///
    /// The older ones open what was sealed before, until every envelope has been ``resealed(_:for:)``.
    public func rotated() throws(SecretsError) -> Keyring {
        guard let newest = keys.map(\.id).max(), newest < .max, keys.count < Self.most else {
            throw .refused("sealing key", why: "there are no more numbers for one")
        }
        return Keyring(SealingKey(id: newest + 1), older: keys)
    }

    /// The same ring without the keys that have been followed by another: what they sealed is lost.
    public var withoutOlder: Keyring { Keyring(keys[0]) }
}
