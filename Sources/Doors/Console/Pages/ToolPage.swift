// SPDX-License-Identifier: Apache-2.0
package import GateKit
import JSON
package import Markup
import Shapes
import Vocabulary

/// One tool: all that anybody must know to call it, and a way to do so at once.
package struct ToolPage {
    let entry: Entry
    let feature: String
    /// The form that runs it; nil for whoever may not.
    package var form: FormPage?
    package var whyNot = ""
    /// Whether there is a page that offers the same with more words.
    package var formElsewhere = false
    package var calls: ToolCalls?
    package var outcome: Said?

    package init(_ entry: Entry, feature: String) { (self.entry, self.feature) = (entry, feature) }

    /// What came of a call.
    package struct Said {
        let tone: Tone
        let title: String
        let what: String
        package var answer: Node?
        package var json: String?
        package var way: String?
        package init(_ tone: Tone, _ title: String, _ what: String) {
            (self.tone, self.title, self.what) = (tone, title, what)
        }
    }
}

package func toolPage(_ tool: ToolPage, in frame: Frame) -> Node {
    let entry = tool.entry
    return shell(entry.title, at: "/tools", [Crumb("Tools", "/tools"), Crumb(entry.title)], in: frame) {
        div(.class("page tool")) {
            header(.class("ph")) {
                h1(entry.title)
                mono(entry.name)
                marks(of: entry, mayCall: tool.form != nil)
            }
            p(.class("lead")) { prose(entry.summary) }
            div(.class("dg tool-g")) {
                div(.class("dg-main")) {
                    trial(tool)
                    if let said = tool.outcome { outcome(said) }
                    if let calls = tool.calls { section(of: calls) }
                }
                div(.class("dg-side")) {
                    terms(of: tool)
                    fields("What it takes", entry.input.members, isInput: true)
                    fields("What it answers", entry.output.members, isInput: false)
                }
            }
        }
    }
}

private func trial(_ tool: ToolPage) -> Node {
    card("Try it", icon: .terminal) {
        if let form = tool.form {
            if tool.entry.effect != .read {
                callout(.info, "This runs for real, in your name, and is written into the audit.")
            }
            formAlone(form)
        } else {
            emptyState("Not for you to run", icon: .lock) { p { tool.whyNot } }
        }
    }
}

private func outcome(_ said: ToolPage.Said) -> Node {
    section(.class("card outcome"), .id("outcome"), .tabindex(-1), .aria("label", "Outcome")) {
        div(.class("card-b")) {
            callout(said.tone, said.title) { if !said.what.isEmpty { p { said.what } } }
            if let way = said.way {
                div(.class("actions")) { linkButton("See how far it is", to: way, icon: .arrowRight) }
            }
            if let answer = said.answer {
                details(.class("more-b"), .flag(.open)) {
                    summary { "Answer" }
                    answer
                }
            }
            if let json = said.json {
                details(.class("more-b")) {
                    summary { "As JSON" }
                    codeBlock(json, called: "Answer as JSON")
                }
            }
        }
    }
}

private func section(of calls: ToolCalls) -> Node {
    card("The same call from elsewhere", icon: .copy) {
        for (name, text) in [("REST", calls.rest), ("MCP", calls.mcp), ("Command line", calls.cli)] {
            div(.class("call")) {
                h3(name)
                codeBlock(text, called: name + " call")
            }
        }
        p(.class("hint")) {
            "A key for programs is made under API keys; the command line needs none on the server's machine."
        }
    }
}

private func terms(of tool: ToolPage) -> Node {
    let entry = tool.entry
    return card("Terms", icon: .shieldCheck) {
        facts {
            fact("Brought by", tool.feature)
            fact("Effect", entry.effect.word)
            fact("Risk") {
                badge(entry.risk.level.rawValue, entry.risk.level.tone)
                for (action, level) in entry.risk.actions.sorted(by: { $0.key < $1.key }) {
                    " "
                    badge("\(action): \(level.rawValue)", level.tone)
                }
            }
            fact("Permission") { mono(entry.permission.description) }
            fact("Held by", entry.permission.isForPeople ? "People only" : "People and API keys")
            fact("Is about", entry.place == .partner ? "The provider as a whole" : "One organization")
            if entry.isForOperator { fact("Above low risk", "From the server's own terminal") }
        }
    }
}

private func fields(_ title: String, _ members: [Member], isInput: Bool) -> Node {
    card(title, icon: isInput ? .arrowRight : .arrowLeft) {
        if members.isEmpty { p(.class("dim")) { "Nothing." } }
        dl(.class("fields")) { for member in members { field(member, isInput: isInput, depth: 0) } }
    }
}

private func field(_ member: Member, isInput: Bool, depth: Int) -> Node {
    let parts = member.shape.parts
    return div(.class("field-d\(min(depth, 3))")) {
        dt {
            mono(member.name)
            span(.class("dim")) {
                " " + member.shape.words(unit: member.unit) + (isInput && depth == 0 ? usual(member) : "")
            }
            if isInput, depth == 0, member.isRequired { badge("required", .info) }
        }
        dd {
            if !member.meaning.isEmpty { prose(member.meaning) }
            if !parts.isEmpty, depth < 3 {
                dl(.class("fields")) { for part in parts { field(part, isInput: isInput, depth: depth + 1) } }
            }
        }
    }
}

/// What stands in for it where nothing is said.
private func usual(_ member: Member) -> String {
    switch member.fallback {
    case nil, .null?: ""
    case .array(let elements)?: elements.count > 1 ? "; \(elements.count) of them unless named" : ""
    case .string(let text)?: "; \(text) unless said"
    case .bool, .integer, .number, .object:
        "; \(String(decoding: member.fallback?.bytes ?? [], as: UTF8.self)) unless said"
    }
}
