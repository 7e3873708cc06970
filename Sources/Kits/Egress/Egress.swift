// SPDX-License-Identifier: Apache-2.0

/// Every way out of the server: HTTPS to where the rules allow, by libcurl.
///
/// The rules are asked of the address that a socket is about to be connected to: a name that resolves to something else
/// the second time, a redirect, or an odd writing of a number changes nothing.
public final class Egress: Sendable {
    private let rules: EgressRules
    private let names: [String]
    private let engine: Engine

    public convenience init(_ rules: EgressRules = EgressRules()) { self.init(rules, resolving: []) }

    /// `names` are answers of DNS, as libcurl writes them (`name:port:address,…`), for tests of what such answers may do.
    init(_ rules: EgressRules, resolving names: [String]) {
        (self.rules, self.names) = (rules, names)
        engine = Engine(rules)
        engine.start()
    }
    deinit { engine.stop() }

    /// Asks, and waits for the head of the answer; its body comes part by part, as fast as it is read.
    ///
    /// Cancelling the task, or dropping the answer, ends the transfer.
    public func send(_ request: EgressRequest) async throws -> EgressResponse {
        try request.check(rules)
        let transfer = Transfer(request, rules, names, engine)
        return EgressResponse(try await transfer.head(), transfer, of: self)
    }
}
