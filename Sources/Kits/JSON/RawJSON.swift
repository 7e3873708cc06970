// SPDX-License-Identifier: Apache-2.0

/// One JSON value, byte for byte as it came: for records that are replayed, signed or compared.
///
/// Reading one checks all of it, strings and names too, so that it can be written anywhere later.
public struct RawJSON: Sendable, Hashable, CustomStringConvertible {
    public let bytes: [UInt8]

    /// A document that somebody sends; the space around its value is dropped, that within stays.
    public init(_ document: [UInt8], depth: Int = 32) throws {
        self = try RawJSON(Tape(document, depth: depth), 0)
    }

    public init(_ value: JSON) { bytes = value.bytes }

    /// What this program wrote before and nobody else could change since: taken as it is, unread.
    public init(written bytes: [UInt8]) { self.bytes = bytes }

    private init(_ tape: Tape, _ at: Int) throws {
        _ = try tape.json(at)
        bytes = Array(tape.raw(at))
    }

    /// The value, read once more.
    public var json: JSON {
        get throws { try JSON(parsing: bytes, depth: .max) }
    }

    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension RawJSON: Codable {
    public init(from decoder: any Decoder) throws {
        guard let place = decoder as? Place else { throw Self.foreign("decoder", type(of: decoder)) }
        self = try RawJSON(place.tape, place.at)
    }

    public func encode(to encoder: any Encoder) throws {
        guard let point = encoder as? Point else { throw Self.foreign("encoder", type(of: encoder)) }
        point.encode(verbatim: bytes)
    }

    private static func foreign(_ role: String, _ type: Any.Type) -> JSONError {
        JSONError(
            "a RawJSON cannot pass the \(role) \(type), which keeps no bytes: use JSON.encode and JSON.decode", at: 0)
    }
}

extension Tape {
    /// The text of one value, quotes and brackets included.
    fileprivate func raw(_ at: Int) -> ArraySlice<UInt8> {
        switch tokens[at].kind {
        case .text, .escaped: bytes[(Int(tokens[at].start) - 1)...Int(tokens[at].end)]
        case .null, .yes, .no, .integer, .number, .array, .object: slice(at)
        }
    }
}
