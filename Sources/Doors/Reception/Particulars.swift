// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

/// What a call says beside its arguments, held to the same rules wherever a door finds it.
public enum Particulars {
    /// How long a caller waits for devices that does not say so, in seconds.
    public static let usualWait = 20

    public static func organization(_ text: String?, at path: String) throws(Refusal) -> OrganizationID {
        guard let organization = text.flatMap({ OrganizationID($0) }) else {
            throw .invalid(path: path, why: "must be the id of an organization")
        }
        return organization
    }

    public static func idempotencyKey(_ text: String?, at path: String) throws(Refusal) -> String {
        guard let text, (1...100).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalid(path: path, why: "must be 1 to 100 visible ASCII characters")
        }
        return text
    }

    public static func wait(_ seconds: Int?, at path: String) throws(Refusal) -> Int {
        guard let seconds, (0...60).contains(seconds) else {
            throw .invalid(path: path, why: "must ask for a wait of 0 to 60 seconds")
        }
        return seconds
    }
}
