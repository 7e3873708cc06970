// SPDX-License-Identifier: Apache-2.0
import FeatureKit
public import ServerKit
import JSON
import Journal
import Reception
import Secrets
import Shapes
import Vocabulary
public import Web

/// Where agents come in: enrollment with a key, and a link with a certificate.
///
/// A certificate is one device of one organization: it may send what some feature accepts, and holds no tools.
public struct AgentsDoor: Sendable {
    private let platform: Platform
    private let handout: Handout

    private static let enrollmentBody = 32 * 1024

    public init(_ platform: Platform, handing handout: Handout) {
        (self.platform, self.handout) = (platform, handout)
    }

    public func answer(_ request: Web.Request) async throws -> Web.Response {
        do throws(Refusal) {
            switch (request.method, request.path) {
            case ("POST", LinkLimits.enrollment): return try await enroll(request)
            case ("GET", LinkLimits.path): return try await link(request)
            case (_, let path) where path.hasPrefix(Handout.root): return handout.response(to: request)
            default: throw .notFound("address \(request.path.prefix(80))")
            }
        } catch {
            return Problem(error).response(to: request.id)
        }
    }

    private func enroll(_ request: Web.Request) async throws(Refusal) -> Web.Response {
        let enrollment: Enrollment
        do {
            let body = try await request.body(limit: Self.enrollmentBody)
            enrollment = try JSON.decode(Enrollment.self, from: body)
        } catch {
            throw .invalid(path: "$", why: "is not an enrollment: \(error)")
        }
        do {
            let enrolled = try await platform.gatehouse.enroll(enrollment, requestID: request.id)
            journal.notice("device enrolled", ["device": enrolled.device, "request": request.id])
            return Web.Response(201, json: try JSON.encode(enrolled))
        } catch let refusal as Refusal {
            journal.warning("enrollment refused", ["why": refusal.sentence, "from": request.peerAddress])
            throw refusal
        } catch {
            journal.error("enrollment failed", ["why": "\(error)", "request": request.id])
            throw .unavailable(why: "The server could not enroll the device")
        }
    }

    private func link(_ request: Web.Request) async throws(Refusal) -> Web.Response {
        guard request.isWebSocket else { throw .invalid(path: "Upgrade", why: "must ask for a WebSocket") }
        guard let der = request.peerCertificate, let certificate = try? Certificate(der: der),
            certificate.isValid(at: platform.time.now())
        else { throw .unauthenticated }
        let device: Admitted?
        do { device = try await platform.gatehouse.recognise(fingerprint: certificate.fingerprint) } catch {
            journal.warning("a link waits for the database", ["why": "\(error)"])
            throw .unavailable(why: "The server cannot look the certificate up")
        }
        guard let device else { throw .unauthenticated }
        let link = AgentLink(device, platform, requestID: request.id)
        return .webSocket { socket in await link.talk(over: socket) }
    }
}
