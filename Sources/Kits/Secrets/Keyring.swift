// SPDX-License-Identifier: Apache-2.0
import CCrypto

/// A key for sealing, and the number by which a sealed text names it.
public struct SealingKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public let id: UInt32
    /// The key itself, to be kept in a file that only we can read.
    public let bytes: [UInt8]

    public init(id: UInt32, bytes: [UInt8]) throws(SecretsError) {
        guard bytes.count == 32 else { throw .malformed("sealing key \(id)", why: "must be 32 bytes long") }
        (self.id, self.bytes) = (id, bytes)
    }

    /// A new key.
    public init(id: UInt32) { (self.id, bytes) = (id, randomBytes(32)) }

    public var description: String { "sealing key \(id)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}

/// Seals what is stored, and opens it again, also long after the key was changed.
///
/// AES-256-GCM with a random nonce: a key is good for 2³² seals, then add one (NIST SP 800-38D, 8.3).
/// An envelope is `01 | key id, 4 bytes | nonce, 12 | ciphertext | tag, 16`.
public struct Keyring: Sendable {
    private static let version: UInt8 = 1
    private static let head = 5
    /// How much longer a sealed text is than a plain one.
    public static let overhead = head + 12 + 16

    private let current: SealingKey
    private let older: [SealingKey]
    /// The one that seals first.
    var keys: [SealingKey] { [current] + older }

    public init(_ current: SealingKey, older: [SealingKey] = []) {
        (self.current, self.older) = (current, older.filter { $0.id != current.id })
    }

    /// Seals for one place, such as `"device:0190…"`: moved anywhere else, it does not open.
    public func seal(_ plain: [UInt8], for place: String) -> [UInt8] {
        let head = [Self.version] + (0..<4).map { UInt8(truncatingIfNeeded: current.id >> (24 - 8 * $0)) }
        return head + Self.seal(plain, with: current.bytes, nonce: randomBytes(12), bound: head + Array(place.utf8))
    }

    public func open(_ envelope: [UInt8], for place: String) throws(SecretsError) -> [UInt8] {
        guard envelope.count >= Self.overhead, envelope[0] == Self.version else {
            throw .malformed("sealed text", why: "is too short, or of another version")
        }
        let id = envelope[1..<Self.head].reduce(0) { $0 << 8 | UInt32($1) }
        guard let key = keys.first(where: { $0.id == id }) else { throw .unknownKey(id) }
        let bound = envelope[..<Self.head] + Array(place.utf8)
        return try Self.open(Array(envelope.dropFirst(Self.head)), with: key.bytes, bound: Array(bound))
    }

    /// Whether an envelope was sealed with a key that has been followed by another.
    public func isStale(_ envelope: [UInt8]) -> Bool {
        envelope.count >= Self.head && envelope[1..<Self.head].reduce(0) { $0 << 8 | UInt32($1) } != current.id
    }

    /// The same text under the newest key; nil if it is already.
    public func resealed(_ envelope: [UInt8], for place: String) throws(SecretsError) -> [UInt8]? {
        let plain = try open(envelope, for: place)
        return isStale(envelope) ? seal(plain, for: place) : nil
    }

    /// Nonce, ciphertext and tag.
    static func seal(_ plain: [UInt8], with key: [UInt8], nonce: [UInt8], bound: [UInt8]) -> [UInt8] {
        precondition(key.count == 32 && nonce.count == 12)
        let sealed = filled(plain.count + 16) { out, capacity in
            cc_seal(key, nonce, bound, bound.count, plain, plain.count, out) == 1 ? capacity : 0
        }
        precondition(!sealed.isEmpty, "AES-256-GCM is not available")
        return nonce + sealed
    }

    static func open(_ sealed: [UInt8], with key: [UInt8], bound: [UInt8]) throws(SecretsError) -> [UInt8] {
        precondition(key.count == 32)
        guard sealed.count >= 28 else { throw .brokenSeal }
        let (nonce, rest) = (Array(sealed[..<12]), Array(sealed[12...]))
        var isOpen = false
        let plain = filled(max(rest.count - 16, 1)) { out, _ in
            isOpen = cc_open(key, nonce, bound, bound.count, rest, rest.count, out) == 1
            return isOpen ? rest.count - 16 : 0
        }
        guard isOpen else { throw .brokenSeal }
        return plain
    }
}
