// SPDX-License-Identifier: Apache-2.0
/// One of our own addresses: a path and what is asked of it, encoded when it is written.
public struct Address: Sendable, Equatable, CustomStringConvertible {
    public let path: String
    public private(set) var parameters: [Parameter]

    /// One name and its value, as they were before encoding.
    public struct Parameter: Sendable, Equatable {
        public let name: String
        public let value: String
        public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    public init(_ path: String, _ parameters: [Parameter] = []) { (self.path, self.parameters) = (path, parameters) }

    public subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// The same address asked otherwise; nil or nothing takes the parameter away.
    public func with(_ name: String, _ value: String?) -> Address {
        var changed = self
        changed.parameters.removeAll { $0.name == name }
        if let value, !value.isEmpty { changed.parameters.append(Parameter(name, value)) }
        return changed
    }

    public var description: String {
        let query = parameters.map { encoded($0.name) + "=" + encoded($0.value) }.joined(separator: "&")
        return query.isEmpty ? path : path + "?" + query
    }
}

private func encoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            bytes.append(byte)
        default:  // everything that RFC 3986 does not call unreserved
            bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
