// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Journal
import Markup
import Shapes
import Vocabulary
import Web

extension ConsoleDoor {
    /// What came of a form.
    func said(_ outcome: Outcome, of form: Form, _ setting: FormSetting, _ visit: Visit) -> Reply {
        switch outcome {
        case .done(let bytes): return page(resultPage(done(bytes, form, setting), in: visit.frame))
        case .pending(let approval):
            var result = result(setting, .info, "Nothing has run yet: a person must agree first.")
            result.content = waiting(on: Approval.noun, approval.description)
            return page(resultPage(result, in: visit.frame), status: 202)
        case .started(let execution):
            var result = result(setting, .info, "It is on its way; the devices have not all answered yet.")
            result.content = waiting(on: Execution.noun, execution.description)
            return page(resultPage(result, in: visit.frame), status: 202)
        case .blocked(let reason, let link):
            var result = result(setting, .warning, "Blocked. Nothing changed.")
            result.content = .group([p { reason }, p { a(link) { "About this tool" } }])
            return page(resultPage(result, in: visit.frame), status: 403)
        }
    }

    private func result(_ setting: FormSetting, _ tone: Tone, _ what: String) -> ResultPage {
        let crumbs = [setting.up, setting.back, Crumb(setting.entry.title)].compactMap(\.self)
        var page = ResultPage(setting.entry.title, at: setting.place, crumbs: crumbs, tone, what: what)
        page.actions = [linkButton("Back to \(setting.back.title)", to: setting.back.path ?? "/", icon: .arrowLeft)]
        return page
    }

    private func done(_ bytes: [UInt8], _ form: Form, _ setting: FormSetting) -> ResultPage {
        let isReport = setting.entry.effect == .read
        if isRepeated(bytes, setting.entry.output) {
            var result = result(setting, .info, "This was done before; what was secret in it is not shown again.")
            result.content = described(bytes, as: setting.entry.output)
            return result
        }
        var result = result(setting, .ok, isReport ? "This is what came back." : "Done.")
        do {
            result.content = try form.draw?(bytes, whereabouts) ?? described(bytes, as: setting.entry.output)
        } catch {
            journal.error("a result could not be drawn", ["tool": form.tool, "why": "\(error)"])
            result.content = described(bytes, as: setting.entry.output)
        }
        return result
    }

    /// A repeat under one key is answered from the record, which keeps no secret.
    private func isRepeated(_ bytes: [UInt8], _ shape: Shape) -> Bool {
        guard let value = try? JSON(parsing: bytes) else { return false }
        return shape.members.contains { member in
            if case .secret = member.shape { value[member.name] == .string(Secret.shownOnce) } else { false }
        }
    }

    /// The way to what is not over yet.
    private func waiting(on noun: String, _ id: String) -> Node {
        guard let path = catalogue.path(of: noun, id) else {
            return p {
                "Ask for the \(noun) with the id "
                mono(id)
                "."
            }
        }
        return div(.class("actions")) {
            linkButton("See how far it is", to: path, icon: .arrowRight, kind: .primary)
        }
    }
}
