// SPDX-License-Identifier: Apache-2.0
import AccessWire
import FeatureKit
import GateKit
import Postgres
import Secrets
import Shapes
import Vocabulary

/// How long a session lasts.
private let sessionLife = Duration.hours(12)

@Sendable func knows(_ token: Digest, _ reading: Reading, _ now: Instant) async throws -> Bool {
    try await reading.hasLink(token, at: now)
}

/// The link is used up, the session opened, and both written down, in one commit.
@Sendable func redeem(_ token: Digest, _ session: borrowing Session, _ moment: Moment) async throws -> String? {
    guard let person = try await session.useLink(token, at: moment.now) else { return nil }
    let fresh = Token(prefix: sessionPrefix)
    try await session.insertSession(fresh.digest, of: person, at: moment.now, until: moment.now + sessionLife)
    try await session.audit(
        moment.record(
            "sign_in", by: person.id.description, named: person.name, .person, in: person.organization,
            of: person.partner))
    try await session.emit(
        PersonSignedIn(person: person.id.description), moment.origin(person.organization, person.partner))
    return fresh.text
}

@Sendable func end(_ token: Digest, _ session: borrowing Session, _ moment: Moment) async throws {
    guard let person = try await session.endSession(token, at: moment.now) else { return }
    try await session.audit(
        moment.record(
            "sign_out", by: person.id.description, named: person.name, .person, in: person.organization,
            of: person.partner))
}

/// In this version a person is an administrator of the whole provider; roles come on the same principal.
@Sendable func sessionHolder(_ token: Digest, _ reading: Reading, _ now: Instant) async throws -> Principal? {
    guard let person = try await reading.person(ofSession: token, at: now) else { return nil }
    return Principal(
        id: person.id.description, name: person.name, kind: .person, partner: person.partner,
        home: person.organization, reach: .partner(person.partner), holds: .everything)
}

@Sendable func keyHolder(_ token: Digest, _ reading: Reading, _ now: Instant) async throws -> Principal? {
    guard let key = try await reading.key(token, at: now) else { return nil }
    return Principal(
        id: key.id.description, name: key.name, kind: .apiKey, partner: key.partner, home: key.organization,
        reach: key.scope.map(Reach.selected) ?? .partner(key.partner), holds: .only(key.permissions))
}
