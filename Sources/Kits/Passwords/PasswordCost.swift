// SPDX-License-Identifier: Apache-2.0

/// How dear one try of a password is.
public struct PasswordCost: Sendable, Equatable, CustomStringConvertible {
    public let kibibytes: Int
    public let passes: Int
    public let lanes: Int

    /// RFC 9106's choice for little memory, 64 MiB and three passes, in one lane: a server has others to serve.
    public static let usual = PasswordCost(kibibytes: 65_536, passes: 3, lanes: 1)

    /// Nil if it is too little to be Argon2id, or so much that a hash that somebody planted could stop the server.
    public init?(_ kibibytes: Int, passes: Int, lanes: Int) {
        guard (1...16).contains(lanes), (8 * lanes...1_048_576).contains(kibibytes), (1...32).contains(passes) else {
            return nil
        }
        self.init(kibibytes: kibibytes, passes: passes, lanes: lanes)
    }

    private init(kibibytes: Int, passes: Int, lanes: Int) {
        (self.kibibytes, self.passes, self.lanes) = (kibibytes, passes, lanes)
    }

    /// `m=65536,t=3,p=1`.
    init?(_ text: Substring) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var numbers: [Int] = []
        for (part, name) in zip(parts, ["m=", "t=", "p="]) {
            guard part.hasPrefix(name), let number = Int(part.dropFirst(2)), part == "\(name)\(number)" else {
                return nil
            }
            numbers.append(number)
        }
        self.init(numbers[0], passes: numbers[1], lanes: numbers[2])
    }

    public var description: String { "m=\(kibibytes),t=\(passes),p=\(lanes)" }

    /// Whether a hash of this cost should be made anew when its password is known for a moment.
    public func isLess(than other: PasswordCost) -> Bool { kibibytes * passes < other.kibibytes * other.passes }
}
