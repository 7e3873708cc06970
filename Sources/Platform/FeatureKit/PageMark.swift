// SPDX-License-Identifier: Apache-2.0
import JSON
import Secrets
public import Vocabulary

/// Where a list reads on: the sort keys of its last row, opaque to whoever carries them.
///
/// It needs no signature: whatever it says, the next page is read in its caller's own scope.
public struct PageMark: Sendable {
    public let keys: [String]

    public init(_ keys: String...) { self.keys = keys }

    /// Reads a cursor back; one that we did not make is the caller's error.
    public init(_ cursor: String, keys count: Int) throws(Refusal) {
        guard let bytes = Base64.url.bytes(of: cursor), let keys = try? JSON.decode([String].self, from: bytes),
            keys.count == count
        else { throw .invalid(path: "$.cursor", why: "is not a `next_cursor` of this list") }
        self.keys = keys
    }

    /// The first `limit` of what was found, and where to read on; whoever asked has asked for one more.
    public static func page<Row>(
        _ found: [Row], of limit: Int, _ mark: (Row) -> PageMark
    ) -> (items: [Row], next: String?) {
        let items = Array(found.prefix(limit))
        return (items, found.count > items.count ? items.last.map { mark($0).cursor } : nil)
    }

    public var cursor: String {
        guard let bytes = try? JSON.encode(keys) else { preconditionFailure("a list of strings has a form in JSON") }
        return Base64.url.text(of: bytes)
    }
}
