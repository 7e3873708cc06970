// SPDX-License-Identifier: Apache-2.0
import CCrypto

/// Bytes that nobody can guess.
public func randomBytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        guard count > 0, let start = buffer.baseAddress else { return }
        // Without randomness no key, token or nonce is safe, so there is nothing left to go on with.
        guard cc_random(start, count) == 1 else { preconditionFailure("the system has no randomness to give") }
        filled = count
    }
}

/// The dice for ids and for everything else that must not be guessed.
///
/// It holds no state, so that a copy repeats nothing.
public struct SecureDice: RandomNumberGenerator, Sendable {
    public init() {}

    public mutating func next() -> UInt64 {
        var word: UInt64 = 0
        let isFilled = withUnsafeMutableBytes(of: &word) { bytes in
            guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
            return cc_random(start, bytes.count) == 1
        }
        guard isFilled else { preconditionFailure("the system has no randomness to give") }
        return word
    }
}
