// SPDX-License-Identifier: Apache-2.0
public import Postgres
import Shapes
public import Vocabulary

/// The only road from a request to an effect.
///
/// Call, authenticate, scope, validate, resolve targets, classify, enforce, execute, audit, event: in this order, for
/// every door.
public struct Gate: Sendable {
    public let registry: Registry
    private let database: Database
    private let keepers: Keepers

    public init(_ registry: Registry, _ database: Database, _ keepers: Keepers) {
        (self.registry, self.database, self.keepers) = (registry, database, keepers)
    }

    public func handle(_ request: Request, by credential: Credential) async throws(Refusal) -> Outcome {
        var caller: Principal?
        let began = keepers.now()
        do {
            let principal = try await authenticated(credential)
            caller = principal
            let outcome = try await pass(request, as: principal)
            keepers.ended(CallEnd(outcome), keepers.now() - began)
            return outcome
        } catch {
            keepers.ended(error is Refusal || error is CancellationError ? .refused : .failed, keepers.now() - began)
            throw refused(request, caller, error)
        }
    }

    /// Who a credential belongs to, for doors that show it.
    public func caller(_ credential: Credential) async throws(Refusal) -> Principal {
        do { return try await authenticated(credential) } catch { throw Refusal(error) }
    }

    private func pass(_ request: Request, as caller: Principal) async throws -> Outcome {
        let entry = try registry.entry(request.tool)
        guard caller.may(entry.permission) else { throw Refusal.forbidden(permission: "\(entry.permission)") }
        let prepared = try entry.prepare(request.arguments)  // what, typed and bounded
        let wide = database.reading(in: caller.reach.context)
        let targets = try await prepared.targets(wide, registry.owners)  // whom
        let call = try await call(request, entry, targets, caller, wide)  // where
        let question = Question(
            effect: entry.effect, base: entry.risk.level(of: prepared.action), asker: caller.kind,
            isForOperator: entry.isForOperator)
        let verdict = question.verdict  // how bad
        switch question.ruling {  // may it
        case .run:
            let clearance = Clearance(
                prepared, of: entry, on: targets.devices, call, verdict, Repetition(request, of: entry, prepared),
                wait: min(max(request.wait, 0), 60), isNoted: !request.isRepeated)
            return try await clearance.redeem(database, keepers)
        case .block(let reason):
            keepers.note(Record(call, entry.name, verdict, targets.devices, .blocked, note: reason))
            return .blocked(reason: reason, link: "/tools/\(entry.name)")
        }
    }

    private func authenticated(_ credential: Credential) async throws -> Principal {
        guard let principal = try await keepers.authenticate(credential) else { throw Refusal.unauthenticated }
        return principal
    }

    private func call(
        _ request: Request, _ entry: Entry, _ targets: Targets, _ caller: Principal, _ wide: Reading
    ) async throws -> Call {
        let organization = try await organization(request, entry, targets, caller, wide)
        let across = entry.isAnswer && organization == nil
        return Call(
            actor: caller, organization: organization ?? caller.home,
            reach: across || entry.place == .partner ? caller.reach : .organization(organization ?? caller.home),
            now: keepers.now(), requestID: request.requestID, page: request.page, permissions: registry.permissions,
            ids: keepers.ids)
    }

    /// The one that the call is about; nil for an Answer about all that its caller sees.
    private func organization(
        _ request: Request, _ entry: Entry, _ targets: Targets, _ caller: Principal, _ wide: Reading
    ) async throws -> OrganizationID? {
        if entry.place == .partner {
            guard case .partner = caller.reach else { throw Refusal.forbidden(permission: "\(entry.permission)") }
            return caller.home
        }
        if let named = request.organization {
            // An organization one may not see is an organization that does not exist.
            guard try await wide.sees(named) else { throw Refusal.notFound("organization \(named)") }
            guard targets.organizations.isSubset(of: [named]) else {
                throw Refusal.invalid(path: "$", why: "points at something outside organization \(named)")
            }
            return named
        }
        if targets.organizations.count == 1 { return targets.organizations.first }
        guard targets.organizations.isEmpty else {
            throw Refusal.invalid(path: "$", why: "points at more than one organization; make one call for each")
        }
        guard !entry.isAnswer else { return nil }
        let seen = try await wide.organizations()
        guard seen.count == 1 else {
            throw Refusal.invalid(path: "Breeze-Organization", why: "must name the organization that this is about")
        }
        return seen.first
    }

    /// A no is written down too; an error that is not a refusal is ours, and its details stay in the journal.
    private func refused(_ request: Request, _ caller: Principal?, _ error: any Error) -> Refusal {
        let refusal = Refusal(error)
        if !(error is Refusal || error is CancellationError) { keepers.fault(error, request.tool, request.requestID) }
        guard let caller, !request.isRepeated else { return refusal }  // nobody's organization, or told of before
        keepers.note(
            Record(
                at: keepers.now(), requestID: request.requestID, partner: caller.partner, organization: caller.home,
                actor: caller.id, actorName: caller.name, actorKind: caller.kind,
                tool: registry[request.tool]?.name ?? "", level: nil, reasons: [], devices: [], result: .refused,
                note: refusal.code))
        return refusal
    }
}
