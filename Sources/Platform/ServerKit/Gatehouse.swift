// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
import GateKit
public import Postgres
public import Secrets
public import Shapes
public import Vocabulary

/// Where machines come in: enrollment, certificates, and every connect; what the agents' door asks.
public struct Gatehouse: Sendable {
    private let admission: Admission
    private let authority: Authority
    private let database: Database
    private let time: Timepiece

    public init(_ admission: Admission, _ authority: Authority, _ database: Database, _ time: Timepiece) {
        (self.admission, self.authority, self.database, self.time) = (admission, authority, database, time)
    }

    /// One commit: the key is used up, the device exists, and its certificate is on record; or none of it.
    public func enroll(_ enrollment: Enrollment, requestID: String) async throws -> Enrolled {
        let moment = time.moment(requestID)
        let request: SigningRequest
        do { request = try SigningRequest(pem: enrollment.request) } catch {
            throw Refusal.invalid(
                path: "$.request", why: "is not a signing request for a P-256 key that its maker holds")
        }
        return try await database.transaction(in: .system) { session in
            let (device, token) = try await admission.enroll(enrollment, session, moment)
            let certificate = try authority.issue(client: request, as: device.device.description, at: moment.now)
            try await admission.certify(device, certificate, session, moment)
            return Enrolled(
                device: device.device, certificate: certificate.pem, authority: authority.certificate.pem, token: token)
        }
    }

    public func recognise(fingerprint: Digest) async throws -> Admitted? {
        try await admission.recognise(fingerprint, database.reading(in: .system))
    }

    public func greet(_ device: Admitted, _ hello: Hello, requestID: String) async throws -> (Greeting, stored: Int?) {
        let moment = time.moment(requestID)
        return try await database.transaction(in: .system) { session in
            let greeting = try await admission.greet(device, hello, session, moment)
            let mark = try await session.one(
                """
                select sequence from house.intake_mark
                 where org_id = \(device.organization) and device_id = \(device.device) and sequence >= 0
                """)
            return (greeting, try mark?("sequence"))
        }
    }

    /// Says of all live links at once that they are alive, and returns those that must go.
    public func beat(_ devices: [Admitted]) async throws -> [DeviceID] {
        guard !devices.isEmpty else { return [] }
        let now = time.now()
        return try await database.transaction(in: .system) { try await admission.beat(devices, $0, now) }
    }
}
