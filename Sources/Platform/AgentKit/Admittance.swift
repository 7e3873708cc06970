// SPDX-License-Identifier: Apache-2.0
import JSON
public import Secrets
public import Vocabulary
public import Web

/// What a machine has in hand when the server has taken it into care: its key pair, and what it got for it.
public struct Admittance: Sendable {
    public let pair: PrivateKey
    public let enrolled: Enrolled

    /// Makes a key pair, asks with it, and believes the answer only if it is for this key and from the pinned authority.
    ///
    /// - `server`: The agents' address, `https://host:8444`.
    /// - `key`: The enrollment key.
    /// - `pin`: The SHA-256 of the server's authority, in hexadecimal digits; the client must trust nobody else.
    public static func ask(
        _ server: String, with key: String, pinning pin: String, as hostname: String, _ os: OperatingSystem,
        over client: WebClient
    ) async throws -> Admittance {
        let pair = PrivateKey()
        let enrollment = Enrollment(
            key: key, request: try SigningRequest(commonName: "breeze-agent", key: pair).pem,
            agentVersion: Release.version, hostname: hostname, os: os)
        let address = try WebAddress(server).at(LinkLimits.enrollment)
        let response = try await client.request(
            "POST", address, headers: [Header("Content-Type", "application/json")], body: JSON.encode(enrollment))
        let body = try await response.body(limit: 65_536)
        guard response.status == 201 else { throw Enrolling.Failed(description: reason(response.status, body)) }
        return try Admittance(JSON.decode(Enrolled.self, from: body), pair, pin)
    }

    private init(_ enrolled: Enrolled, _ pair: PrivateKey, _ pin: String) throws {
        guard try Certificate(pem: enrolled.authority).fingerprint.hex == pin.lowercased() else {
            throw Enrolling.Failed(
                description: "the server answered with an authority that is not the pinned one; nothing was kept")
        }
        guard try Certificate(pem: enrolled.certificate).publicKey == pair.publicKey else {
            throw Enrolling.Failed(
                description: "the server answered with a certificate for another key; nothing was kept")
        }
        (self.pair, self.enrolled) = (pair, enrolled)
    }

    /// The server's own sentence, if it has one.
    private static func reason(_ status: Int, _ body: [UInt8]) -> String {
        guard let problem = try? JSON(parsing: body), case .string(let detail)? = problem["detail"] else {
            return "the server answered with status \(status)"
        }
        return detail
    }
}
