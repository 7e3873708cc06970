// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

/// Who a credential turned out to belong to, read from the credential's own row.
public struct Principal: Sendable, Equatable {
    public enum Kind: String, Choice { case person, apiKey = "api_key", systemJob = "system_job", agent, `operator` }

    /// The id of its row: a person's, a key's; the operator's is the user id on the machine.
    public let id: String
    public let name: String
    public let kind: Kind
    public let partner: PartnerID
    /// The partner's own organization, where what stands above all others is recorded.
    public let home: OrganizationID
    public let reach: Reach
    public let holds: Holding

    public init(
        id: String, name: String, kind: Kind, partner: PartnerID, home: OrganizationID, reach: Reach, holds: Holding
    ) {
        (self.id, self.name, self.kind, self.partner) = (id, name, kind, partner)
        (self.home, self.reach, self.holds) = (home, reach, holds)
    }

    /// Which permissions a principal has.
    public enum Holding: Sendable, Equatable {
        case everything
        case only(Set<Permission>)
    }

    public func may(_ permission: Permission) -> Bool {
        switch (holds, kind) {
        case (.everything, .person), (.everything, .operator): true
        case (.everything, _): !permission.isForPeople
        case (.only(let held), .apiKey): held.contains(permission) && !permission.isForPeople
        case (.only(let held), _): held.contains(permission)
        }
    }
}

/// How a caller shows who they are; never stored, never logged.
public enum Credential: Sendable {
    /// A bearer token; its prefix says whose kind it is.
    case token(String)
    /// What a browser keeps in a cookie; nowhere else is it any good.
    case session(String)
    /// A process on this machine, by the socket that only root and the server's account can open.
    case terminal(user: UInt32)
}
