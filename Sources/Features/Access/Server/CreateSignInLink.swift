// SPDX-License-Identifier: Apache-2.0
import AccessWire
import FeatureKit
import GateKit
import Postgres
import Secrets
import Shapes

struct CreateSignInLink: Change {
    static let name = "create_sign_in_link"
    static let title = "Create a sign-in link"
    static let summary = """
        Makes a link that signs the administrator in, once. Only from the terminal of the server's own machine: \
        `breeze login`.
        """
    static let effect = Effect.mutate
    static let risk = Risk.high
    static let permission = Permission.people("people:sign_in")
    static let place = Place.partner
    static let isForOperator = true

    struct Input: Fields {
        @Field("For how many minutes it works.", in: 1...1440) var minutes = 15
    }

    func change(_ input: Input, _ session: borrowing Session, _ call: Call) async throws -> SignInLink {
        let person = try await session.administrator(call.newID(), call)
        let token = Token(prefix: linkPrefix)
        let until = call.now + .minutes(input.minutes)
        try await session.insertLink(token.digest, for: person, until: until, call)
        return SignInLink(path: Secret("/setup/\(token.text)"), expiresAt: until)
    }
}
