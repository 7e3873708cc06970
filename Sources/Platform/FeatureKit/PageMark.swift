// SPDX-License-Identifier: Apache-2.0
import JSON
import Secrets
public import Shapes
import Vocabulary

/// Where a list reads on: what its last row is sorted by, and the row's id; opaque to whoever carries it.
///
/// It needs no signature: whatever it says, the next page is read in its caller's own scope.
public struct PageMark<Sort: Codable & Sendable, Kind: Noun>: Sendable {
    public let sort: Sort
    public let id: ID<Kind>

    public init(_ sort: Sort, _ id: ID<Kind>) { (self.sort, self.id) = (sort, id) }

    /// Reads a cursor back; throws a ``Refusal`` at one that we did not make.
    public init(_ cursor: String) throws {
        // PostgreSQL's text holds every character but one.
        guard let bytes = Base64.url.bytes(of: cursor), let mark = try? JSON.decode(Self.self, from: bytes),
            (mark.sort as? String)?.utf8.contains(0) != true
        else { throw Refusal.invalid(path: "$.cursor", why: "is not a `next_cursor` of this list") }
        self = mark
    }

    public var cursor: String {
        guard let bytes = try? JSON.encode(self) else { preconditionFailure("a mark has a form in JSON") }
        return Base64.url.text(of: bytes)
    }
}

extension PageMark: Codable {
    public init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        (sort, id) = (try list.decode(Sort.self), try list.decode(ID<Kind>.self))
        guard list.isAtEnd else {
            throw DecodingError.dataCorruptedError(in: list, debugDescription: "a mark has two parts")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        try list.encode(sort)
        try list.encode(id)
    }
}

extension Array {
    /// The first `limit` of what was found, and where to read on; whoever asked has asked for one more.
    public func page<Sort, Kind>(
        of limit: Int, _ mark: (Element) -> PageMark<Sort, Kind>
    ) -> (items: [Element], next: String?) {
        let items = Array(prefix(limit))
        return (items, count > items.count ? items.last.map { mark($0).cursor } : nil)
    }
}
