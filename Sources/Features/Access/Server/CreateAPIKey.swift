// SPDX-License-Identifier: Apache-2.0
import AccessWire
import FeatureKit
import GateKit
import Postgres
import Secrets
import Shapes
import Vocabulary

struct CreateAPIKey: Change {
    static let name = "create_api_key"
    static let title = "Create an API key"
    static let summary = """
        Makes a key for a program or a brain: it can do no more than its maker, only what is listed, and nothing that is \
        for people only. The secret is shown once.
        """
    static let effect = Effect.mutate
    static let risk = Risk.medium
    static let permission = Permission.people("api_keys:write")
    static let place = Place.partner

    struct Input: Fields {
        @Field("What it is for, to know it again.", max: 100) var name: String
        @Field("What it may do, such as `devices:read`.", max: 60, count: 1...50) var permissions: [String]
        @Field("The organizations that it may see; left empty, all of the provider's.", count: 0...200)
        var organizations: [OrganizationID] = []
        @Field("After how many days it stops working.", in: 1...365) var days = 90
    }

    func change(_ input: Input, _ session: borrowing Session, _ call: Call) async throws -> NewAPIKey {
        let permissions = try granted(input.permissions, call)
        let (key, token): (APIKeyID, Token) = (call.newID(), Token(prefix: keyPrefix))
        var scope: ScopeID?
        if !input.organizations.isEmpty {
            let fresh: ScopeID = call.newID()
            // Each of them was resolved by the gate: none lies outside the maker's own scope.
            try await session.insertScope(fresh, of: Array(Set(input.organizations)), call)
            scope = fresh
        }
        let until = call.now + .days(input.days)
        try await session.insertKey(key, token, named: input.name, may: permissions, in: scope, until: until, call)
        try await session.emit(APIKeyCreated(key: key, name: input.name, permissions: permissions), Origin(call))
        return NewAPIKey(key: key, secret: Secret(token.text), permissions: permissions, expiresAt: until)
    }

    /// Each one exists, may be held by a key, and is held by the maker.
    private func granted(_ wanted: [String], _ call: Call) throws(Refusal) -> [String] {
        for (index, text) in wanted.enumerated() {
            let path = "$.permissions[\(index)]"
            guard let permission = call.permissions.first(where: { $0.description == text }) else {
                let known = call.permissions.filter { !$0.isForPeople }.map(\.description).sorted()
                throw .invalid(path: path, why: "must be one of \(known.joined(separator: ", "))")
            }
            guard !permission.isForPeople else {
                throw .invalid(path: path, why: "is for people only; no key can hold it")
            }
            guard call.actor.may(permission) else { throw .invalid(path: path, why: "is not yours to give") }
        }
        return Set(wanted).sorted()
    }
}
