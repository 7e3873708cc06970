// SPDX-License-Identifier: Apache-2.0
package import Markup

/// Something that did not work: what, where, and what to do about it.
package struct Problem: Sendable {
    package let title: String
    /// What happened, and what did not.
    package let what: String
    package let remedy: String
    /// The request's id, by which the log and the audit know it.
    package let request: String?

    package init(_ title: String, what: String, remedy: String = "", request: String? = nil) {
        (self.title, self.what, self.remedy, self.request) = (title, what, remedy, request)
    }

    package static func notFound(at path: String) -> Problem {
        Problem(
            "Not found", what: "There is nothing at \(path), or it is not yours to see.",
            remedy: "Check the address, or go back to where you came from.")
    }
}

/// The problem in the frame, for those who are signed in; alone otherwise.
package func problemPage(_ problem: Problem, back: Crumb, in frame: Frame) -> Node {
    guard frame.viewer != nil else {
        return lonePage(problem.title, in: frame) { explanation(of: problem, back: back) }
    }
    return shell(problem.title, at: "", [Crumb(problem.title)], in: frame) {
        div(.class("page narrow")) {
            article(.class("lone-card")) {
                h1(problem.title)
                explanation(of: problem, back: back)
            }
        }
    }
}

private func explanation(of problem: Problem, back: Crumb) -> Node {
    .group([
        p { problem.what },
        problem.remedy.isEmpty ? .empty : p { prose(problem.remedy) },
        problem.request.map { request in
            p(.class("dim")) {
                "Request "
                mono(request)
            }
        } ?? .empty,
        div(.class("actions")) { linkButton(back.title, to: back.path ?? "/", icon: .arrowLeft) },
    ])
}
