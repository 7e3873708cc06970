// SPDX-License-Identifier: Apache-2.0
import AccessWire
import GateKit
import Postgres
import Shapes
import Vocabulary

struct RevokeAPIKey: Change {
    static let name = "revoke_api_key"
    static let title = "Revoke an API key"
    static let summary = "Ends a key at once and for good. Calls that are made with it afterwards are refused."
    static let effect = Effect.mutate
    static let risk = Risk.medium
    static let permission = Permission.people("api_keys:write")
    static let place = Place.partner

    struct Input: Fields {
        @Field("The key to end.") var key: APIKeyID
    }

    func change(_ input: Input, _ session: borrowing Session, _ call: Call) async throws -> RevokedAPIKey {
        guard let at = try await session.revokeKey(input.key, call) else {
            throw Refusal.notFound("api_key \(input.key)")
        }
        try await session.emit(APIKeyRevoked(key: input.key), Origin(call))
        return RevokedAPIKey(key: input.key, revokedAt: at)
    }
}
