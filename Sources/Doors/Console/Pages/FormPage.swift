// SPDX-License-Identifier: Apache-2.0
package import Markup
package import Shapes

/// A form made from what a tool may be asked: its fields, their words and bounds follow from the shape.
package struct FormPage: Sendable {
    package var title: String
    package var place: String
    package var crumbs: [Crumb]
    /// What it does and what follows from it, before the button.
    package var lead: String
    package var action: String
    /// The button's label.
    package var verb: String
    package var isDangerous = false
    /// Something to know before filling it in.
    package var notice = ""
    package var members: [Member]
    /// What is in the fields: the values that are there, or what was sent and refused.
    package var given = FormBody()
    /// Values that the page has settled already, a revision among them: no field, but sent along.
    package var settled: [FormBody.Field] = []
    /// What the form is about, where the page around it does not say so: what kind of thing, and which.
    package var subjects: [(kind: String, title: String)] = []
    /// For each noun, the things whose ids may be chosen.
    package var choices: [String: [Choice]] = [:]
    /// For each field of words, those that may be ticked.
    package var options: [String: [Choice]] = [:]
    /// What was refused: the JSON path, and why.
    package var refusals: [Refused] = []
    package var cancel: String

    package struct Choice: Sendable {
        package let id: String
        package let title: String
        package init(_ id: String, _ title: String) { (self.id, self.title) = (id, title) }
    }
    package struct Refused: Sendable {
        package let path: String
        package let why: String
        package init(_ path: String, _ why: String) { (self.path, self.why) = (path, why) }

        /// The field it speaks of: `$.site.name[2]` speaks of `site.name`.
        var field: String { String(path.drop { $0 == "$" || $0 == "." }.prefix { $0 != "[" }) }
    }

    package init(
        _ title: String, at place: String, crumbs: [Crumb], lead: String, action: String, verb: String,
        members: [Member], cancel: String
    ) {
        (self.title, self.place, self.crumbs, self.lead) = (title, place, crumbs, lead)
        (self.action, self.verb, self.members, self.cancel) = (action, verb, members, cancel)
    }
}

package func formPage(_ page: FormPage, in frame: Frame) -> Node {
    shell(page.title, at: page.place, page.crumbs, in: frame) {
        div(.class("page narrow")) {
            header(.class("ph")) { h1(page.title) }
            if !page.lead.isEmpty { p(.class("lead")) { prose(page.lead) } }
            formAlone(page)
        }
    }
}

/// The form alone: for a page of one card, or a card of a page.
package func formAlone(_ page: FormPage) -> Node {
    form(post: page.action, .class("frm")) {
        summary(of: page)
        if !page.subjects.isEmpty {
            facts { for subject in page.subjects { fact(heading(subject.kind)) { strong { subject.title } } } }
        }
        if !page.notice.isEmpty { callout(.info, page.notice) }
        for field in page.settled { input(.hidden, field.name, .value(field.text)) }
        let settled = Set(page.settled.map(\.name))
        for member in page.members where !settled.contains(member.name) { Fieldwork(page).field(member) }
        div(.class("actions")) {
            submit(page.verb, kind: page.isDangerous ? .danger : .primary)
            if !page.cancel.isEmpty { linkButton("Cancel", to: page.cancel, kind: .ghost) }
        }
    }
}

/// What was refused, above the form, each with a link to its field.
private func summary(of page: FormPage) -> Node {
    guard !page.refusals.isEmpty else { return .empty }
    return callout(.critical, "Nothing changed. " + Words.count(page.refusals.count, "thing") + " to put right:") {
        ul {
            for refusal in page.refusals {
                li {
                    // A refusal of the whole speaks of no field.
                    if let name = refusal.field.split(separator: ".").last {
                        a("#f-" + refusal.field) { heading(String(name)) + " " + refusal.why }
                    } else {
                        refusal.why
                    }
                }
            }
        }
    }
}

/// `display_name` as a label reads it.
func heading(_ name: String) -> String {
    let words = name.replacing("_", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
}
