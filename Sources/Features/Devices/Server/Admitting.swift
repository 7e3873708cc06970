// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import FeatureKit
import GateKit
import Postgres
import Secrets
import Shapes
import Vocabulary

/// What a continuity token begins with.
private let continuityPrefix = "brc_"

/// Uses the key and makes a device of it, in one commit: a failed enrollment uses nothing up.
@Sendable func enroll(
    _ enrollment: Enrollment, _ session: borrowing Session, _ moment: Moment
) async throws -> (Admitted, token: String) {
    guard let token = Token(enrollment.key, prefix: enrollmentPrefix),
        let key = try await session.useEnrollmentKey(token.digest)
    else { throw Refusal.invalid(path: "$.key", why: "is not an enrollment key of this server") }
    guard key.expiresAt > moment.now else {
        throw Refusal.invalid(path: "$.key", why: "has expired at \(key.expiresAt); make a new enrollment key")
    }
    guard key.hadRoom else {
        throw Refusal.invalid(path: "$.key", why: "is used up; make a new enrollment key")
    }
    let device = Admitted(moment.newID(), of: key.organization, key.partner, isActive: true)
    let continuity = Token(prefix: continuityPrefix)
    try await session.insertDevice(device, key, said(enrollment), continuity.digest, at: moment.now)
    try await session.audit(
        moment.record(
            "enroll_device", by: key.id.description, named: "enrollment key \(key.shown)…", .agent,
            in: device.organization, of: device.partner, on: [device.device]))
    try await session.emit(
        DeviceEnrolled(device: device.device, hostname: bounded(enrollment.hostname, 255)),
        moment.origin(device.organization, device.partner))
    return (device, continuity.text)
}

@Sendable func certify(
    _ device: Admitted, _ certificate: Certificate, _ session: borrowing Session, _ moment: Moment
) async throws {
    try await session.insertCertificate(certificate, of: device, at: moment.now)
}

@Sendable func recognise(_ fingerprint: Digest, _ reading: Reading) async throws -> Admitted? {
    try await reading.device(certifiedBy: fingerprint)
}

/// The chain of continuity: the token shown last, and the one handed out since, are the machine's; any other is a copy's.
///
/// The one before stays good until the new one has been shown, so that a welcome lost on the way costs nothing.
@Sendable func greet(
    _ device: Admitted, _ hello: Hello, _ session: borrowing Session, _ moment: Moment
) async throws -> Greeting {
    let chain = try await session.lockChain(of: device)
    guard chain.lifecycle == .active || chain.lifecycle == .pending else { return .quarantined }
    let shown = Token(hello.token, prefix: continuityPrefix)?.digest
    guard chain.isFresh || shown.map(chain.holds) == true else {
        let reason = "A machine with this device's key showed a continuity token that is not the latest."
        try await session.quarantine(device, because: reason)
        try await session.audit(
            moment.record(
                "quarantine_device", by: device.device.description, named: "agent", .agent, in: device.organization,
                of: device.partner, on: [device.device]))
        try await session.emit(
            DeviceQuarantined(device: device.device, reason: reason), moment.origin(device.organization, device.partner)
        )
        return .quarantined
    }
    let next = Token(prefix: continuityPrefix)
    try await session.greet(device, said(hello), shown: shown, next: next.digest, at: moment.now)
    return .welcome(token: next.text)
}

@Sendable func beat(_ devices: [Admitted], _ session: borrowing Session, _ now: Instant) async throws -> [DeviceID] {
    try await session.see(devices, at: now)
    return try await session.outOfCare(devices)
}

/// What a machine says of itself, cut to what the columns are meant for.
struct Said: Sendable {
    var hostname: String
    var os: OperatingSystem
    var agentVersion: String
    var capabilities: [String] = []
    var boot: String?
}

private func said(_ enrollment: Enrollment) -> Said {
    Said(
        hostname: bounded(enrollment.hostname, 255), os: bounded(enrollment.os),
        agentVersion: bounded(enrollment.agentVersion, 40))
}

private func said(_ hello: Hello) -> Said {
    Said(
        hostname: bounded(hello.hostname, 255), os: bounded(hello.os), agentVersion: bounded(hello.agentVersion, 40),
        capabilities: hello.capabilities.prefix(100).map { bounded($0, 80) }, boot: bounded(hello.boot, 64))
}

private func bounded(_ os: OperatingSystem) -> OperatingSystem {
    OperatingSystem(
        family: bounded(os.family, 20), name: bounded(os.name, 120), version: bounded(os.version, 60),
        kernel: bounded(os.kernel, 120), architecture: bounded(os.architecture, 20))
}

/// At most so many scalars, none of them a null, which PostgreSQL cannot hold.
private func bounded(_ text: String, _ count: Int) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.lazy.filter { $0 != "\0" }.prefix(count)))
}
