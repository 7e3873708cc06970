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
    /// How often a page asks for its own news, in seconds.
    static let refresh = 15

    /// Around a page for nobody in particular.
    func frame(for request: Web.Request) -> Frame {
        var frame = Frame(places: [])
        frame.theme = request.cookie(CookieName.theme).flatMap(Frame.Theme.init) ?? .system
        frame.density = request.cookie(CookieName.density).flatMap(Frame.Density.init) ?? .normal
        return frame
    }

    func visit(_ request: Web.Request, _ caller: Principal, _ credential: Credential) async -> Visit {
        var visit = Visit(
            request: request, caller: caller, now: now(), frame: frame(for: request),
            organization: request.cookie(CookieName.scope).flatMap { OrganizationID($0) }, gate: gate,
            credential: credential)
        let mine = catalogue.listings.filter { visit.may($0.tool) }
        visit.frame.viewer = caller.name
        visit.frame.places =
            [Frame.Place("Overview", "/", .layoutDashboard, key: "o")]
            + mine.map { Frame.Place($0.title, "/" + $0.path, $0.icon, key: $0.key) }
        if let found = mine.first(where: { $0.filter != nil }) {
            visit.frame.search = Frame.Place("Search " + found.title.lowercased(), "/" + found.path, .search)
        }
        // The chooser is no part of what a page renews.
        if !visit.isRefresh { await offerScopes(&visit) }
        return visit
    }

    /// The organizations that the viewer may look at, where there is more than one.
    private func offerScopes(_ visit: inout Visit) async {
        let isPost = visit.request.method == "POST"
        guard let offered = await options(of: Organization.noun, visit), !offered.choices.isEmpty else { return }
        let chosen = offered.choices.first { $0.id == visit.organization?.description }
        // One that is gone, or was another viewer's, is as good as none.
        if chosen == nil, offered.isComplete { visit.organization = nil }
        guard offered.choices.count > 1 else { return }
        let back = isPost ? "/" : visit.request.target
        func href(_ id: String) -> String { Address("/scope", [.init("to", id), .init("back", back)]).description }
        visit.frame.scope = Frame.Scope(
            chosen?.title ?? (visit.organization == nil ? "All organizations" : "One organization"),
            [.init("All organizations", href(""), isCurrent: visit.organization == nil)]
                + offered.choices.map { .init($0.title, href($0.id), isCurrent: $0.id == chosen?.id) })
    }

    /// The viewer looks at one organization from now on, or at all.
    func chooseScope(_ visit: Visit) -> Web.Response {
        let back = visit.request.query("back") ?? "/"
        // Another site must not change what somebody looks at.
        let isAsked = ["same-origin", "none", nil].contains(visit.request.header("sec-fetch-site"))
        let response = Web.Response.redirect(to: ownPath(back) ?? "/")
        guard isAsked else { return response }
        guard let organization = visit.request.query("to").flatMap({ OrganizationID($0) }) else {
            return response.with(cookie(.expired(CookieName.scope)))
        }
        return response.with(cookie(Cookie(CookieName.scope, organization.description)))
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
