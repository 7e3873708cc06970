// SPDX-License-Identifier: Apache-2.0
import Files
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

    /// Makes this machine one of the server's devices.
    ///
    /// - `server`: The agents' address, `https://host:8444`.
    /// - `key`: The enrollment key.
    /// - `pin`: The SHA-256 of the server's authority, in hexadecimal digits: the machine talks to nobody else.
    public func enroll(at server: String, key: String, pin: String, on client: (ClientTLS) -> WebClient) async throws {
        guard !home.isEnrolled else {
            throw Failed(
                description: "\(home.folder): this machine is enrolled already; to begin anew remove the folder")
        }
        try home.prepare()
        let admittance = try await Admittance.ask(
            server, with: key, pinning: pin, as: machine.hostname, machine.os,
            over: client(ClientTLS(trusting: .pinned(pin))))
        try keep(admittance.enrolled, admittance.pair, server)
    }

    private func keep(_ enrolled: Enrolled, _ pair: PrivateKey, _ server: String) throws {
        try replace(home.key, with: Array(pair.pem.utf8))
        try replace(home.certificate, with: Array((enrolled.certificate + enrolled.authority).utf8))
        try replace(home.authority, with: Array(enrolled.authority.utf8))
        try home.keep(token: enrolled.token)
        try home.keep(Home.Standing(server: server, device: enrolled.device))
    }
}
