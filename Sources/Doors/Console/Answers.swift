// SPDX-License-Identifier: Apache-2.0
import Markup
import Reception
import Vocabulary
import Web

extension ConsoleDoor {
    func problem(_ problem: Problem, _ status: Int, in frame: Frame, back: Crumb = Crumb("Overview", "/"))
        -> Reply
    {
        page(problemPage(problem, back: back, in: frame), status: status)
    }

    /// A page that says what was refused; somebody whose session is over is asked to sign in again.
    func refused(_ refusal: Refusal, _ request: Web.Request, in frame: Frame) -> Reply {
        if case .unauthenticated = refusal { return toSignIn() }
        return problem(Problem(refusal, asking: request), refusal.status, in: frame)
    }

    func notFound(_ spot: Spot, in frame: Frame) -> Reply {
        problem(.notFound(at: String(spot.path.prefix(200))), 404, in: frame)
    }

    /// What every response says to the browser, a page also that it is nobody else's to keep.
    func dressed(_ response: Web.Response) -> Web.Response {
        var response = response
        for header in ContentPolicy.headers { response.add(header.name, header.value) }
        if response.header("cache-control") == nil { response.add("Cache-Control", "no-store") }
        if isSecure { response.add("Strict-Transport-Security", "max-age=31536000") }
        return response
    }
}

extension Problem {
    /// A refusal as a page; what is not there is told by its address.
    init(_ refusal: Refusal, asking request: Web.Request) {
        if case .notFound = refusal {
            self = .notFound(at: String(request.path.prefix(200)))
        } else {
            self.init(refusal.title, what: refusal.sentence, request: request.id.isEmpty ? nil : request.id)
        }
    }
}
