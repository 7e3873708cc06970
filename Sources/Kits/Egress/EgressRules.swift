// SPDX-License-Identifier: Apache-2.0

/// Where the server may turn to of its own accord, and how far it goes.
public struct EgressRules: Sendable {
    /// Reserved networks that may be turned to all the same: a ticket system in the house.
    public var allowed: [Network] = []
    /// Plain http too; never by a redirect from https.
    public var allowsPlain = false
    /// A proxy for everything, `http://host:port`; the environment's are never used.
    ///
    /// It must itself be at an allowed address, and judges names in our place.
    public var proxy: String?
    /// Further authorities to believe, in PEM, instead of the system's.
    public var authorities: String?
    public var connectTime = Duration.seconds(10)
    /// Transfers at a time; more are refused.
    public var transfers = 256
    public init() {}

    /// By the address that a socket is about to be connected to, whatever name led there.
    func allow(_ address: Address) -> Bool {
        if allowed.contains(where: { $0.contains(address) }) { return true }
        if let carried = address.carried {
            guard carried == address || !allowed.contains(where: { $0.contains(carried) }) else { return true }
            return !Network.reserved.contains { $0.contains(carried) } && (carried == address || isGlobal(address))
        }
        return isGlobal(address)
    }

    private func isGlobal(_ address: Address) -> Bool {
        Network.global.contains(address) && !Network.reserved.contains { $0.contains(address) }
    }
}

/// Why the server did not get what it asked others for.
public enum EgressError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The request itself cannot be sent.
    case invalid(String)
    /// The name led to an address that the rules forbid.
    case forbidden(address: String)
    case tooLarge(limit: Int)
    case tooSlow
    case tooManyRedirects
    case tooMany
    /// No connection, no trust, no valid answer: libcurl's words.
    case failed(String)

    public var description: String {
        switch self {
        case .invalid(let why): why
        case .forbidden(let address): "the address \(address) may not be turned to"
        case .tooLarge(let limit): "the answer is longer than the \(limit) bytes that are accepted"
        case .tooSlow: "the answer did not come in time"
        case .tooManyRedirects: "the answer leads on and on"
        case .tooMany: "too much is being asked of others already"
        case .failed(let why): why
        }
    }
}
