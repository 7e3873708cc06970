// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import FeatureKit
import GateKit
import Postgres
import Secrets
import Shapes
import Vocabulary

struct CreateEnrollmentKey: Change {
    static let name = "create_enrollment_key"
    static let title = "Add devices"
    static let summary = """
        Makes a key with which machines enroll into one site: `breeze-agent enroll --server … --key …`. It is shown \
        once, ends by itself, and works for a limited number of machines.
        """
    static let effect = Effect.mutate
    static let risk = Risk.medium
    static let permission: Permission = "devices:enroll"

    struct Input: Fields {
        @Field("The site that the machines will belong to.") var site: SiteID
        @Field("How many machines may use it.", in: 1...10_000) var uses = 1
        @Field("For how many minutes it works.", in: 1...43_200) var minutes = 60
    }

    func change(_ input: Input, _ session: borrowing Session, _ call: Call) async throws -> NewEnrollmentKey {
        let (id, token): (EnrollmentKeyID, Token) = (call.newID(), Token(prefix: enrollmentPrefix))
        let until = call.now + .minutes(input.minutes)
        try await session.insertKey(id, token, for: input.site, uses: input.uses, until: until, call)
        return NewEnrollmentKey(
            enrollmentKey: id, secret: Secret(token.text), site: input.site, uses: input.uses, expiresAt: until)
    }
}

/// What enrollment keys begin with.
let enrollmentPrefix = "bre_"
