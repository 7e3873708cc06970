// SPDX-License-Identifier: Apache-2.0

/// What is asked of somebody outside.
public struct EgressRequest: Sendable {
    public var method: String
    public var address: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// How often an answer may lead elsewhere; each place is judged like the first.
    ///
    /// Headers go along, but for credentials of HTTP's own: leave it at none where one of yours is a secret.
    public var redirects = 0
    /// The most that an answer may have, in bytes.
    public var limit = 8 << 20
    /// For everything together; nil for a stream.
    public var deadline: Duration? = .seconds(30)
    /// How long an answer may stand still.
    public var stall = Duration.seconds(30)

    public init(
        _ method: String, _ address: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        (self.method, self.address, self.headers, self.body) = (method, address, headers, body)
    }

    /// Nothing in it can end a line early, and its address is one that we speak to.
    func check(_ rules: EgressRules) throws(EgressError) {
        guard method.isToken else { throw .invalid("the method is no word of HTTP") }
        guard headers.allSatisfy({ $0.name.isToken && $0.value.isOneLine }) else {
            throw .invalid("a header cannot be sent as it is")
        }
        guard address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }), address.utf8.count <= 8_192 else {
            throw .invalid("the address is not one")
        }
        guard address.hasPrefix("https://") || rules.allowsPlain && address.hasPrefix("http://") else {
            throw .invalid(
                rules.allowsPlain
                    ? "the address must begin with https:// or http://" : "the address must begin with https://")
        }
        guard limit >= 0, redirects >= 0 else { throw .invalid("a limit below nothing") }
    }
}

extension String {
    fileprivate var isToken: Bool {
        !isEmpty && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"()<>@,;:\\\"/[]?={}".utf8.contains($0) }
    }
    fileprivate var isOneLine: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 } }
}

/// What somebody outside answered: its head at once, its body part by part.
public struct EgressResponse: Sendable, AsyncSequence {
    public let status: Int
    public let headers: [(name: String, value: String)]
    let owner: Owner

    init(_ head: Transfer.Head, _ transfer: Transfer, of egress: Egress) {
        (status, headers, owner) = (head.status, head.headers, Owner(transfer, egress))
    }

    /// The first of that name; `name` in lower case.
    public func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

    /// The whole body; its length is bounded by the request's limit.
    public func body() async throws -> [UInt8] {
        var body: [UInt8] = []
        for try await part in self { body += part }
        return body
    }

    public struct Iterator: AsyncIteratorProtocol {
        let owner: Owner
        public mutating func next() async throws -> [UInt8]? { try await owner.transfer.part() }
    }
    public func makeAsyncIterator() -> Iterator { Iterator(owner: owner) }

    /// Ends the transfer when the answer is dropped before it was read to its end.
    final class Owner: Sendable {
        let transfer: Transfer
        private let egress: Egress  // whose end would be the transfer's
        init(_ transfer: Transfer, _ egress: Egress) { (self.transfer, self.egress) = (transfer, egress) }
        deinit { transfer.cancel() }
    }
}
