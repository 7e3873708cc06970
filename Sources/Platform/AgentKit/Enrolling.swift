// SPDX-License-Identifier: Apache-2.0
import Files
import JSON
import Secrets
import Vocabulary
public import Web

/// How a machine comes into care: it makes its key here, proves that it holds it, and gets a certificate.
public struct Enrolling: Sendable {
    private let home: Home
    private let machine: Machine

    /// Why it did not work, in a sentence that says what to do.
    public struct Failed: Error, CustomStringConvertible {
        public let description: String
    }

    public init(_ home: Home, machine: Machine = Machine()) { (self.home, self.machine) = (home, machine) }

    /// - Parameters:
    ///   - server: The agents' address, `https://host:8444`.
    ///   - key: The enrollment key.
    ///   - pin: The SHA-256 of the server's authority, in hexadecimal digits: the machine talks to nobody else.
    public func enroll(at server: String, key: String, pin: String, on client: (ClientTLS) -> WebClient) async throws {
        guard !home.isEnrolled else {
            throw Failed(description: "\(home.folder): this machine is enrolled already; to begin anew remove the folder")
        }
        try home.prepare()
        let pair = PrivateKey()
        let enrollment = Enrollment(
            key: key, request: try SigningRequest(commonName: "breeze-agent", key: pair).pem,
            agentVersion: Release.version, hostname: machine.hostname, os: machine.os)
        let address = try WebAddress(server).at(LinkLimits.enrollment)
        let response = try await client(ClientTLS(trusting: .pinned(pin))).request(
            "POST", address, headers: [Header("Content-Type", "application/json")], body: JSON.encode(enrollment))
        let body = try await response.body(limit: 65_536)
        guard response.status == 201 else { throw Failed(description: Self.reason(response.status, body)) }
        try keep(JSON.decode(Enrolled.self, from: body), pair, server, pin)
    }

    private func keep(_ enrolled: Enrolled, _ pair: PrivateKey, _ server: String, _ pin: String) throws {
        let authority = try Certificate(pem: enrolled.authority)
        guard authority.fingerprint.hex == pin.lowercased() else {
            throw Failed(description: "the server answered with an authority that is not the pinned one; nothing was kept")
        }
        guard try Certificate(pem: enrolled.certificate).publicKey == pair.publicKey else {
            throw Failed(description: "the server answered with a certificate for another key; nothing was kept")
        }
        try replace(home.key, with: Array(pair.pem.utf8))
        try replace(home.certificate, with: Array((enrolled.certificate + enrolled.authority).utf8))
        try replace(home.authority, with: Array(enrolled.authority.utf8))
        try home.keep(token: enrolled.token)
        try home.keep(Home.Standing(server: server, device: enrolled.device))
    }

    /// The server's own sentence, if it has one.
    private static func reason(_ status: Int, _ body: [UInt8]) -> String {
        guard let problem = try? JSON(parsing: body), case .string(let detail)? = problem["detail"] else {
            return "the server answered with status \(status)"
        }
        return detail
    }
}
