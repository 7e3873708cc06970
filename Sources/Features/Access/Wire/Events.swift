// SPDX-License-Identifier: Apache-2.0
public import Vocabulary

/// Somebody has come in by a link.
public struct PersonSignedIn: Event, Equatable {
    public static let type = "person.signed_in"
    public static let category = Category.security
    public static let meaning = "Somebody has come in by a link."
    public static var example: PersonSignedIn { PersonSignedIn(person: "\(EventID.example)") }

    public var person: String
    public var summary: String { "A person signed in by a one-time link." }
    public var severity: Severity { .low }

    public init(person: String) { self.person = person }
}

/// There is a new way in for a program.
public struct APIKeyCreated: Event, Equatable {
    public static let type = "api_key.created"
    public static let category = Category.security
    public static let meaning = "There is a new way in for a program."
    public static let suggestedTools = ["list_api_keys", "revoke_api_key"]
    public static var example: APIKeyCreated {
        APIKeyCreated(key: .example, name: "Claude", permissions: ["devices:read"])
    }

    public var key: APIKeyID
    public var name: String
    public var permissions: [String]
    public var summary: String { "API key \(name) was made." }
    public var severity: Severity { .medium }

    public init(key: APIKeyID, name: String, permissions: [String]) {
        (self.key, self.name, self.permissions) = (key, name, permissions)
    }
}

/// A key works no longer.
public struct APIKeyRevoked: Event, Equatable {
    public static let type = "api_key.revoked"
    public static let category = Category.security
    public static let meaning = "A key works no longer."
    public static var example: APIKeyRevoked { APIKeyRevoked(key: .example) }

    public var key: APIKeyID
    public var summary: String { "An API key was revoked." }
    public var severity: Severity { .low }

    public init(key: APIKeyID) { self.key = key }
}
