// SPDX-License-Identifier: Apache-2.0
import CCurl
import Glibc

/// An IP address as it lies in memory: four bytes or sixteen.
public struct Address: Sendable, Hashable, CustomStringConvertible {
    let bytes: [UInt8]

    /// In its usual writing; a name or another writing of a number is none.
    public init?(_ text: String) {
        var room = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &room) == 1 {
            bytes = Array(room.prefix(4))
        } else if inet_pton(AF_INET6, text, &room) == 1 {
            bytes = room
        } else {
            return nil
        }
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// What a socket is about to be connected to; nil if that is no IP address.
    init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            bytes = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                withUnsafeBytes(of: $0.pointee.sin_addr) { Array($0) }
            }
        case AF_INET6:
            bytes = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                withUnsafeBytes(of: $0.pointee.sin6_addr) { Array($0) }
            }
        default: return nil  // any other family is none of ours
        }
    }

    /// The IPv4 address that this one carries: as itself, mapped, or through a translator (NAT64, 6to4).
    var carried: Address? {
        if bytes.count == 4 { return self }
        if Network.mapped.contains(self) || Network.translated.contains(self) {
            return Address(bytes: Array(bytes[12...]))
        }
        return Network.sixToFour.contains(self) ? Address(bytes: Array(bytes[2..<6])) : nil
    }

    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Addresses that begin alike: `10.0.0.0/8`, or one alone.
public struct Network: Sendable, Hashable {
    private let address: Address
    private let bits: Int

    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = Address(String(parts[0])) else { return nil }
        let most = address.bytes.count * 8
        guard let bits = parts.count == 1 ? most : Int(parts[1]), (0...most).contains(bits) else { return nil }
        (self.address, self.bits) = (address, bits)
    }

    /// One that is written in this file.
    fileprivate init(known text: StaticString) {
        guard let network = Network("\(text)") else { preconditionFailure("\(text) is no network") }
        self = network
    }

    public func contains(_ other: Address) -> Bool {
        guard other.bytes.count == address.bytes.count, other.bytes[..<(bits / 8)] == address.bytes[..<(bits / 8)]
        else {
            return false
        }
        return bits % 8 == 0 || (other.bytes[bits / 8] ^ address.bytes[bits / 8]) >> (8 - bits % 8) == 0
    }

    fileprivate static let mapped = Network(known: "::ffff:0:0/96")
    fileprivate static let translated = Network(known: "64:ff9b::/96")
    fileprivate static let sixToFour = Network(known: "2002::/16")
    /// The whole of what the public internet uses of IPv6.
    static let global = Network(known: "2000::/3")

    /// What is no host of the public internet: ourselves, neighbors, metadata services, documentation, groups.
    static let reserved =
        ([
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32",
        ] as [StaticString]).map { Network(known: $0) }
}
