// SPDX-License-Identifier: Apache-2.0
import ServerKit
import FeatureKit
import GateKit
import Markup
import Shapes
import Vocabulary
import Web

/// The cookies of a browser that looks at us.
enum CookieName {
    static let session = "breeze_session"
    static let theme = "theme"
    static let density = "density"
}

/// As long as a session lasts.
private let sessionLife = Duration.hours(12)

extension ConsoleDoor {
    /// Goes on in the viewer's name; whoever is nobody is asked to sign in.
    func shown(_ request: Web.Request, _ go: (Visit) async -> Reply) async -> Reply {
        do throws(Refusal) {
            guard let (caller, credential) = try await viewer(request) else { return toSignIn() }
            return await go(await visit(request, caller, credential))
        } catch {
            return refused(error, request, in: frame(for: request))
        }
    }

    /// A person with a session; a key for programs opens nothing here, wherever it was put.
    private func viewer(_ request: Web.Request) async throws(Refusal) -> (Principal, Credential)? {
        guard let session = request.cookie(CookieName.session), !session.isEmpty else { return nil }
        do throws(Refusal) {
            let caller = try await gate.caller(.session(session))
            return caller.kind == .person ? (caller, .session(session)) : nil
        } catch {
            guard case .unauthenticated = error else { throw error }
            return nil
        }
    }

    func toSignIn() -> Reply {
        .redirect(to: "/sign-in").with(cookie(.expired(CookieName.session)))
    }

    func signInPage(_ request: Web.Request) async -> Reply {
        do throws(Refusal) {
            if try await viewer(request) != nil { return .redirect(to: "/") }
        } catch {
            return refused(error, request, in: frame(for: request))
        }
        return page(
            lonePage("Sign in", in: frame(for: request)) {
                p { "A link signs you in, once. Make one on the machine that this server runs on:" }
                codeBlock("breeze login", called: "Command")
                p { "Open the link in this browser. The session lasts 12 hours." }
            })
    }

    /// Shows a button, since whatever only looks at links must not use them up.
    func setUpPage(_ link: String, _ request: Web.Request) async -> Reply {
        let frame = frame(for: request)
        do throws(Refusal) {
            guard try await desk.knows(link) else { return spent(frame) }
        } catch {
            return refused(error, request, in: frame)
        }
        return page(
            lonePage("Welcome to Breeze", in: frame) {
                p { "This link signs you in as the administrator of this server. It works once." }
                form(post: "/setup/" + link.percentEncoded, .class("actions")) { submit("Sign in") }
            })
    }

    func setUp(_ link: String, _ request: Web.Request) async -> Reply {
        let frame = frame(for: request)
        do throws(Refusal) {
            guard let session = try await desk.redeem(link, requestID: request.id) else { return spent(frame) }
            var fresh = Cookie(CookieName.session, session)
            fresh.maxAge = sessionLife
            return .redirect(to: "/").with(cookie(fresh))
        } catch {
            return refused(error, request, in: frame)
        }
    }

    private func spent(_ frame: Frame) -> Reply {
        problem(
            Problem(
                "Not found", what: "This link is spent, expired, or was never made.",
                remedy: "Run `breeze login` on the server's machine for a new one."),
            404, in: frame, back: Crumb("Sign in", "/sign-in"))
    }

    func signOut(_ request: Web.Request) async -> Reply {
        do throws(Refusal) {
            if let session = request.cookie(CookieName.session) {
                try await desk.end(session, requestID: request.id)
            }
            return toSignIn()
        } catch {
            return refused(error, request, in: frame(for: request))
        }
    }

    /// Theme and density are cookies that a script may set too: a page changes at once, and stays so.
    func prefer(_ request: Web.Request) async -> Reply {
        let sent: FormBody
        switch await body(of: request) {
        case .success(let body): sent = body
        case .failure(let problem): return self.problem(problem.problem, problem.status, in: frame(for: request))
        }
        var response = Web.Response.redirect(to: request.cameFrom ?? "/")
        if let theme = sent[CookieName.theme].flatMap(Frame.Theme.init) {
            response.add(lasting(CookieName.theme, theme.rawValue))
        }
        if let density = sent[CookieName.density].flatMap(Frame.Density.init) {
            response.add(lasting(CookieName.density, density.rawValue))
        }
        return .plain(response)
    }

    private func lasting(_ name: String, _ value: String) -> Cookie {
        var preference = cookie(Cookie(name, value))
        preference.maxAge = .days(365)
        preference.isHTTPOnly = false
        return preference
    }

    func cookie(_ cookie: Cookie) -> Cookie {
        var cookie = cookie
        cookie.isSecure = isSecure
        return cookie
    }
}
