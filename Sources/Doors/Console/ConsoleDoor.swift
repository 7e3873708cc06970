// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
public import ServerKit
import GateKit
import Markup
import Shapes
import Vocabulary
public import Web

/// What people see in a browser: pages made of what tools answer, and forms that run them.
///
/// Knows HTML, slots and the shapes of tools; knows no tool and no feature. It asks the gate in the viewer's own name.
public struct ConsoleDoor: Sendable {
    let gate: Gate
    let catalogue: Catalogue
    let desk: SignInDesk
    let assets: ConsoleAssets
    let whereabouts: Whereabouts
    let now: @Sendable () -> Instant
    let audience = Audience()

    public init(_ platform: Platform, assets: ConsoleAssets, at whereabouts: Whereabouts) {
        (gate, desk, now) = (platform.gate, platform.desk, platform.time.now)
        catalogue = Catalogue(platform.features, platform.gate.registry)
        (self.assets, self.whereabouts) = (assets, whereabouts)
    }

    /// Whether people come by TLS.
    var isSecure: Bool { whereabouts.console.hasPrefix("https://") }

    public func answer(_ request: Web.Request) async -> Web.Response {
        if request.path.hasPrefix("/assets/") { return dressed(assets.response(to: request)) }
        let scope = request.query(Scope.parameter).flatMap { Scope($0) }
        return dressed(response(await route(request), within: scope))
    }

    /// Ends what pages listen to; a server that stops does not wait for those who only look.
    public func hangUp() { audience.close() }

    private func route(_ request: Web.Request) async -> Reply {
        let alone = frame(for: request)
        let parts = request.path.split(separator: "/").map(\.percentDecoded)
        switch request.method {
        case "GET", "HEAD":
            if parts == ["sign-in"] { return await signInPage(request) }
            if parts.count == 2, parts[0] == "setup" { return await setUpPage(parts[1], request) }
            return await shown(request) { await read(parts, $0) }
        case "POST":
            guard request.isFromOurOwnPages else { return problem(.foreignForm, 403, in: alone) }
            if parts.count == 2, parts[0] == "setup" { return await setUp(parts[1], request) }
            if parts == ["sign-out"] { return await signOut(request) }
            if parts == ["preferences"] { return await prefer(request) }
            return await shown(request) { await changed(parts, $0) }
        default:
            let problem = problem(.notAllowed(request.method), 405, in: alone)
            return .plain(response(problem, within: nil).with("Allow", "GET, HEAD, POST"))
        }
    }

    /// A page, or some of one.
    func read(_ parts: [String], _ visit: Visit) async -> Reply {
        switch parts.count {
        case 0: return await overview(visit)
        case 1 where parts[0] == "live": return live(visit)
        case 1 where parts[0] == "find": return await find(visit)
        case 1 where parts[0] == "tools": return tools(visit)
        case 1:
            if let listing = catalogue.listing(at: parts[0]) { return await list(listing, visit) }
        case 2 where parts[0] == "forms":
            if let form = catalogue.forms[parts[1]] { return await show(form, visit) }
        case 2 where parts[0] == "tools":
            if let entry = gate.registry[parts[1]] { return await describe(entry, visit) }
        case 2:
            if let subject = catalogue.subject(below: parts[0]) { return await show(subject, parts[1], visit) }
            if let reader = catalogue.reader(below: parts[0]) {
                return await show(reader.entry, reader.field, parts[1], visit)
            }
        default: break  // no page lies deeper
        }
        return notFound(visit.spot, in: visit.frame)
    }

    private func changed(_ parts: [String], _ visit: Visit) async -> Reply {
        guard parts.count == 2 else { return notFound(visit.spot, in: visit.frame) }
        if parts[0] == "forms", let form = catalogue.forms[parts[1]] { return await send(form, visit) }
        if parts[0] == "tools", let entry = gate.registry[parts[1]] { return await attempt(entry, visit) }
        return notFound(visit.spot, in: visit.frame)
    }
}

extension Problem {
    fileprivate static let foreignForm = Problem(
        "Not from this console", what: "The form was not sent by one of this console's own pages. Nothing changed.",
        remedy: "Open the console and send the form from there.")
    fileprivate static func notAllowed(_ method: String) -> Problem {
        Problem("Not possible", what: "Pages are read and forms are sent; \(method.prefix(20)) is neither.", remedy: "")
    }
}
