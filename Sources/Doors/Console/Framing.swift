// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Markup
import Shapes
import Vocabulary
import Web

// What is around a page: the navigation, the scope, the viewer's preferences.
extension ConsoleDoor {
    /// Around a page for nobody in particular.
    func frame(for request: Web.Request) -> Frame {
        var frame = Frame(places: [])
        frame.theme = request.cookie(CookieName.theme).flatMap(Frame.Theme.init) ?? .system
        frame.density = request.cookie(CookieName.density).flatMap(Frame.Density.init) ?? .normal
        return frame
    }

    func visit(_ request: Web.Request, _ caller: Principal, _ credential: Credential) async -> Visit {
        var visit = Visit(
            request: request, spot: Spot(target: request.target), caller: caller, now: now(),
            frame: frame(for: request), scope: request.query(Scope.parameter).flatMap { Scope($0) }, gate: gate,
            credential: credential)
        let mine = catalogue.listings.filter { visit.may($0.tool) }
        visit.frame.viewer = caller.name
        visit.frame.places =
            [Frame.Place("Overview", "/", .layoutDashboard, key: "o")]
            + mine.map { Frame.Place($0.title, "/" + $0.path, $0.icon, key: $0.key) }
            + [Frame.Place("Tools", "/tools", .wrench, key: "t")]
        visit.frame.scopeText = visit.scope?.text
        // The chooser is no part of what a page asks for later.
        if visit.part == nil, visit.spot.path != "/live" { await offerScopes(&visit) }
        return visit
    }

    /// The organizations that the viewer may look at, where there is more than one; and the sites of the chosen one.
    private func offerScopes(_ visit: inout Visit) async {
        guard let offered = await options(of: Organization.noun, visit), offered.choices.count > 1 else { return }
        // What a list was asked about one customer, it is not asked about another.
        let kept = visit.spot.query.filter { ["q", "sort", "dir", "hours"].contains($0.name) }
            .map { Address.Parameter($0.name, $0.value) }
        let path = visit.request.method == "POST" ? "/" : visit.spot.path
        func href(_ scope: Scope?) -> String {
            Address(path, kept + [.init(Scope.parameter, scope?.text ?? "")]).description
        }
        let chosen = visit.scope
        let listed = offered.choices.enumerated().filter { index, choice in
            index < Self.mostScopes || choice.id == chosen.map { "\($0.organization)" }
        }.map(\.element)
        var scope = Frame.Scope(
            "All organizations", isComplete: offered.isComplete && listed.count == offered.choices.count)
        scope.choices = [.init("All organizations", href(nil), isCurrent: chosen == nil)]
        for choice in listed {
            guard let organization = OrganizationID(choice.id) else { continue }
            let isChosen = organization == chosen?.organization
            scope.choices.append(
                .init(choice.title, href(Scope(organization)), isCurrent: isChosen && chosen?.site == nil))
            if isChosen { (scope.title, scope.isNarrow) = (choice.title, true) }
        }
        if let chosen { await offerSites(of: chosen, in: &scope, visit, href) }
        visit.frame.scope = scope
    }

    /// Organizations that the chooser lists; others are searched for.
    private static let mostScopes = 25

    private func offerSites(
        of chosen: Scope, in scope: inout Frame.Scope, _ visit: Visit, _ href: (Scope?) -> String
    ) async {
        if !scope.isNarrow { scope.title = "One organization" }
        guard let sites = await options(of: Site.noun, visit, everywhere: false) else { return }
        for choice in sites.choices {
            guard let site = SiteID(choice.id) else { continue }
            let isChosen = site == chosen.site
            // In a list of one customer's sites its own name need not stand before each.
            let title =
                choice.title.hasPrefix(scope.title + ", ")
                ? String(choice.title.dropFirst(scope.title.count + 2)) : choice.title
            scope.sites.append(.init(title, href(Scope(chosen.organization, site)), isCurrent: isChosen))
            if isChosen { scope.site = title }
        }
    }

    /// What may be chosen where the id of such a thing is asked for; nil where nothing offers any, or may not.
    func options(of noun: String, _ visit: Visit, everywhere: Bool = true) async -> Options? {
        guard let choices = catalogue.choices[noun], visit.may(choices.tool) else { return nil }
        let limit = gate.registry[choices.tool]?.input.members.first { $0.name == "limit" }?.shape
        var most = Int.max
        if case .integer(let range?)? = limit { most = range.upperBound }
        let question = Question(choices.tool, limit == nil ? [:] : ["limit": .integer(most)])
        guard let answer = try? await visit.ask(question, everywhere: everywhere),
            let found = try? choices.read(answer)
        else { return nil }
        return Options(choices: found.map { .init($0.id, $0.title) }, isComplete: found.count < most)
    }

    struct Options: Sendable {
        let choices: [FormPage.Choice]
        let isComplete: Bool
    }
}
