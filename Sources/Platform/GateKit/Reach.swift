// SPDX-License-Identifier: Apache-2.0
public import Postgres
public import Shapes
public import Vocabulary

/// How far a principal, or one of its calls, can see: the one value from which every scope is computed.
///
/// Nothing here means "everything by default": each case names what it reaches.
public enum Reach: Sendable, Hashable {
    case organization(OrganizationID)
    /// The organizations that are stored under this scope.
    case selected(ScopeID)
    case partner(PartnerID)

    /// In whose name the database is asked: one role per breadth, one comparison per role.
    package var context: Context {
        switch self {
        case .organization(let id): Context(role: "breeze_org", settings: ["app.orgs": "{\(id)}"])
        case .selected(let id): Context(role: "breeze_scoped", settings: ["app.scope": id.description])
        case .partner(let id): Context(role: "breeze_partner", settings: ["app.partner": id.description])
        }
    }

    /// The same line once more, inside a statement: the planner then knows one constant, and a forgotten policy is not
    /// the only wall.
    ///
    /// For statements over one table of an organization, or whose other tables do not have the columns `org_id` and
    /// `partner_id` in doubt; `alias` is the table's name in the statement.
    public func condition(_ alias: Alias = .none) -> SQL {
        switch (self, alias) {
        case (.organization(let id), .none): "org_id = \(id)"
        case (.organization(let id), .t): "t.org_id = \(id)"
        case (.selected(let id), .none):
            "org_id = any (array(select org_id from house.scope_member where scope_id = \(id)))"
        case (.selected(let id), .t):
            "t.org_id = any (array(select org_id from house.scope_member where scope_id = \(id)))"
        case (.partner(let id), .none): "partner_id = \(id)"
        case (.partner(let id), .t): "t.partner_id = \(id)"
        }
    }

    /// What a statement calls the table that the condition is about.
    public enum Alias: Sendable { case none, t }
}

public enum StoredScope: Noun { public static let noun = "scope" }
public typealias ScopeID = ID<StoredScope>
