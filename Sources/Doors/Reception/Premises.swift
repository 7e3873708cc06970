// SPDX-License-Identifier: Apache-2.0
public import Web

/// Under which names the server answers, and from which web pages a browser may call it.
///
/// Those of the server's own addresses and of the machine itself; every other name is a page that tries to reach a
/// server of its visitor's network (DNS rebinding).
public struct Premises: Sendable, Equatable {
    private let publicAddress: WebAddress
    private let addresses: [WebAddress]

    /// `also` are further addresses that the server is known by.
    public init(_ publicAddress: WebAddress, also: [WebAddress] = []) {
        (self.publicAddress, addresses) = (publicAddress, [publicAddress] + also)
    }

    /// By name only: a proxy or a forwarded port may change the number.
    public func answers(to host: String?) -> Bool {
        guard let host, let asked = try? WebAddress("http://" + host), asked.target == "/" else { return false }
        return asked.isOfThisMachine || addresses.contains { $0.host.lowercased() == asked.host.lowercased() }
    }

    public func admits(page origin: String) -> Bool {
        guard let page = try? WebAddress(origin), page.target == "/" else { return false }
        return page.isOfThisMachine
            || addresses.contains {
                ($0.isSecure, $0.host.lowercased(), $0.port) == (page.isSecure, page.host.lowercased(), page.port)
            }
    }

    /// Where a person finds what a result points at.
    public func link(_ path: String) -> String { (try? publicAddress.at(path))?.description ?? path }

    /// Lets a request in to a door if it names this server.
    public func receive(
        _ request: Web.Request, _ door: (Web.Request) async throws -> Web.Response
    ) async rethrows -> Web.Response {
        guard answers(to: request.header("host")) else {
            let why = "This server answers to \(names): name others with --public-url or --agent-names."
            return Problem(.misdirected, why).response(to: request.id)
        }
        return try await door(request)
    }

    /// For a refusal: by which names to call.
    public var names: String { addresses.map(\.host).joined(separator: ", ") }
}

extension WebAddress {
    fileprivate var isOfThisMachine: Bool { ["localhost", "127.0.0.1", "::1"].contains(host.lowercased()) }
}
