// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Markup
import Reception
import Shapes
import Vocabulary
import Web

// Every tool, in its own words, and tried where it stands: what a person sees here is what a program gets.
extension ConsoleDoor {
    /// All tools of this installation, by the feature that brings them.
    func tools(_ visit: Visit) -> Reply {
        let wanted = String((visit.spot.query("q") ?? "").prefix(100))
        let groups = catalogue.features.map { feature in
            ToolList.Group(
                heading(feature.name), feature.promise,
                feature.tools.compactMap { gate.registry[type(of: $0).name] }.filter { $0.isCalled(wanted) }
                    .map { .init($0, mayCall: visit.may($0.name)) })
        }
        let list = ToolList(groups.filter { !$0.tools.isEmpty }, wanted: wanted)
        return visit.part == .list
            ? .part(toolResults(list)) : page(toolListPage(list, in: visit.frame))
    }

    /// One tool: what it takes, what it answers, how dangerous it is, and a form that runs it.
    func describe(_ entry: Entry, _ visit: Visit) async -> Reply {
        let setting = FormSetting(Form(trying: entry.name), entry, settledBy: [])
        var tool = await sheet(of: entry, setting, visit)
        var given = setting.values(for: entry.input.members)
        for item in visit.spot.query where entry.input.members.contains(where: { $0.name == item.name }) {
            given.put(item.name, visit.spot.query.filter { $0.name == item.name }.map(\.value))
        }
        tool.form?.given = given
        tool.calls = calls(entry, given.arguments(for: entry.input.members), visit)
        return page(toolPage(tool, in: visit.frame))
    }

    /// Runs a tool with what was typed, through the gate as everything else, and says what came of it.
    func attempt(_ entry: Entry, _ visit: Visit) async -> Reply {
        let sent: FormBody
        switch await body(of: visit.request) {
        case .success(let body): sent = body
        case .failure(let problem): return self.problem(problem.problem, problem.status, in: visit.frame)
        }
        let setting = FormSetting(Form(trying: entry.name), entry, settledBy: [])
        let arguments = setting.arguments(from: sent)
        var tool = await sheet(of: entry, setting, visit)
        tool.form?.given = sent
        tool.calls = calls(entry, arguments, visit)
        do throws(Refusal) {
            let once = try sent[FormSetting.once].map { key throws(Refusal) in
                try Particulars.idempotencyKey(key, at: "$")
            }
            let began = now()
            let isAboutOne = !entry.isAnswer && setting.namesTargets
            let outcome = try await visit.run(
                Question(entry.name, arguments), in: isAboutOne ? nil : visit.organization, once: once, wait: 3)
            tool.outcome = said(outcome, of: entry, after: now() - began)
            return page(toolPage(tool, in: visit.frame), status: outcome.status)
        } catch {
            guard error.status != 401 else { return toSignIn() }
            tool.outcome = .init(.critical, "Refused: \(error.code)", error.sentence)
            if case .invalid(let path, let why) = error { tool.form?.refusals = [.init(path, why)] }
            return page(toolPage(tool, in: visit.frame), status: error.status)
        }
    }

    private func sheet(of entry: Entry, _ setting: FormSetting, _ visit: Visit) async -> ToolPage {
        var tool = ToolPage(entry, feature: catalogue.feature(of: entry.name).map { heading($0.name) } ?? "")
        guard visit.may(entry.name) else {
            tool.whyNot = "You lack the permission \(entry.permission)."
            return tool
        }
        var form = FormPage(
            entry.title, at: "/tools", crumbs: [], lead: "", action: "/tools/" + entry.name, verb: "Run",
            members: entry.input.members, cancel: "")
        form.isDangerous = entry.effect == .destroy
        form.settled = [.init(FormSetting.once, RequestID.fresh())]
        for noun in setting.openNouns {
            let options = await options(of: noun, visit, everywhere: noun == Organization.noun)
            if let options, options.isComplete { form.choices[noun] = options.choices }
        }
        tool.form = form
        tool.formElsewhere = catalogue.forms[entry.name] != nil && setting.form.slot == .fleet
        return tool
    }

    private func said(_ outcome: Outcome, of entry: Entry, after took: Duration) -> ToolPage.Said {
        let time = "\(took / .milliseconds(1) < 1 ? "under 1" : Words.decimal(took / .milliseconds(1), digits: 0)) ms"
        switch outcome {
        case .done(let bytes):
            var said = ToolPage.Said(.ok, "Done in \(time).", "")
            said.answer = described(bytes, as: entry.output)
            said.json = (try? JSON(parsing: bytes)).map { laidOut($0) }
            return said
        case .pending(let approval):
            return .init(.info, "A person must agree first.", "Nothing has run. The approval is \(approval).")
        case .started(let execution):
            var said = ToolPage.Said(.info, "It is on its way.", "The devices have not all answered yet.")
            said.way = catalogue.path(of: Execution.noun, execution.description)
            return said
        case .blocked(let reason, _): return .init(.warning, "Blocked. Nothing changed.", reason)
        }
    }

    private func calls(_ entry: Entry, _ arguments: JSON, _ visit: Visit) -> ToolCalls {
        ToolCalls(
            entry, arguments, at: whereabouts.console, in: visit.organization.map { "\($0)" })
    }
}

extension Outcome {
    fileprivate var status: Int {
        switch self {
        case .done: 200
        case .pending, .started: 202
        case .blocked: 403
        }
    }
}
