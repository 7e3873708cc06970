// SPDX-License-Identifier: Apache-2.0
import CArgon2
import Secrets

/// What is kept of a password: Argon2id (RFC 9106), which costs whoever tries passwords memory and time for each.
///
/// Takes a tenth of a second and more on purpose: it has no place on an event loop.
public struct PasswordHash: Sendable, Equatable, CustomStringConvertible {
    public let cost: PasswordCost
    private let salt: [UInt8]
    private let digest: [UInt8]

    /// Longer ones would let a stranger make us work; shorter ones are no password.
    public static let lengths = 1...1024

    /// Of a new password, under a fresh salt.
    public init(of password: String, cost: PasswordCost = .usual) throws(PasswordError) {
        salt = randomBytes(16)
        self.cost = cost
        digest = try Self.digest(Array(password.utf8), salt, cost, count: 32)
    }

    /// Whether this is the password; one that nobody may have is wrong like any other.
    public func accepts(_ password: String) throws(PasswordError) -> Bool {
        guard Self.lengths.contains(password.utf8.count) else { return false }
        return isEqual(try Self.digest(Array(password.utf8), salt, cost, count: digest.count), digest)
    }

    /// As others write it too: `$argon2id$v=19$m=65536,t=3,p=1$salt$digest`.
    public var text: String {
        "$argon2id$v=19$\(cost)$\(Self.unpadded(salt))$\(Self.unpadded(digest))"
    }

    /// Nothing of the hash: it could be tried against lists of passwords.
    public var description: String { "password hash (\(cost))" }

    /// One that was kept.
    public init(text: String) throws(PasswordError) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard text.utf8.count <= 300, parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19",
            let cost = PasswordCost(parts[3]), let salt = Self.bytes(parts[4]), let digest = Self.bytes(parts[5]),
            (8...64).contains(salt.count), (16...64).contains(digest.count)
        else { throw .malformed }
        (self.cost, self.salt, self.digest) = (cost, salt, digest)
    }

    private static func unpadded(_ bytes: [UInt8]) -> String {
        String(Base64.standard.text(of: bytes).prefix { $0 != "=" })
    }
    private static func bytes(_ text: Substring) -> [UInt8]? {
        guard !text.contains("=") else { return nil }
        return Base64.standard.bytes(of: text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }

    /// Argon2id itself; `pepper` and `bound` are for the vectors of the RFC.
    static func digest(
        _ password: [UInt8], _ salt: [UInt8], _ cost: PasswordCost, count: Int, pepper: [UInt8] = [],
        bound: [UInt8] = []
    ) throws(PasswordError) -> [UInt8] {
        guard lengths.contains(password.count) else { throw .length }
        var (password, salt, pepper, bound) = (password, salt, pepper, bound)
        var digest = [UInt8](repeating: 0, count: count)
        // The library takes pointers that it could write through, and with these flags does not.
        let code = digest.withUnsafeMutableBufferPointer { out in
            password.withUnsafeMutableBufferPointer { password in
                salt.withUnsafeMutableBufferPointer { salt in
                    pepper.withUnsafeMutableBufferPointer { pepper in
                        bound.withUnsafeMutableBufferPointer { bound in
                            var context = argon2_context()
                            (context.out, context.outlen) = (out.baseAddress, UInt32(out.count))
                            (context.pwd, context.pwdlen) = (password.baseAddress, UInt32(password.count))
                            (context.salt, context.saltlen) = (salt.baseAddress, UInt32(salt.count))
                            (context.secret, context.secretlen) = (pepper.baseAddress, UInt32(pepper.count))
                            (context.ad, context.adlen) = (bound.baseAddress, UInt32(bound.count))
                            (context.m_cost, context.t_cost) = (UInt32(cost.kibibytes), UInt32(cost.passes))
                            (context.lanes, context.threads) = (UInt32(cost.lanes), UInt32(cost.lanes))
                            context.version = 0x13
                            return argon2id_ctx(&context)
                        }
                    }
                }
            }
        }
        guard code == 0 else { throw .unavailable(code: code) }
        return digest
    }
}

/// Why there is no hash.
public enum PasswordError: Error, Equatable, CustomStringConvertible {
    case length
    case malformed
    /// Mostly: no memory for it.
    case unavailable(code: Int32)

    public var description: String {
        switch self {
        case .length:
            "a password must be \(PasswordHash.lengths.lowerBound) to \(PasswordHash.lengths.upperBound) bytes long"
        case .malformed: "what was kept of a password is not Argon2id, or costs more than is allowed"
        case .unavailable(let code): "the password could not be hashed (Argon2 says \(code))"
        }
    }
}
