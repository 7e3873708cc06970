// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Markup
import Reception
import Shapes
import Vocabulary
import Web

extension ConsoleDoor {
    /// A tool's form, with what is there already in its fields.
    func show(_ form: Form, _ visit: Visit) async -> Reply {
        do throws(Refusal) {
            let setting = try await setting(of: form, visit)
            var page = await blank(setting, visit)
            page.given = setting.values(for: page.members)
            page.chooseWhereThereIsOneOnly()
            return self.page(formPage(page, in: visit.frame))
        } catch {
            return refused(error, visit.request, in: visit.frame)
        }
    }

    /// Runs the tool with what was typed, and says what came of it; what is refused comes back as it was typed.
    func send(_ form: Form, _ visit: Visit) async -> Reply {
        let sent: FormBody
        switch await body(of: visit.request) {
        case .success(let body): sent = body
        case .failure(let problem): return self.problem(problem.problem, problem.status, in: visit.frame)
        }
        do throws(Refusal) {
            let setting = try await setting(of: form, visit)
            do throws(Refusal) {
                try setting.checkCount(in: sent)
                let arguments = setting.arguments(from: sent)
                let once = try sent[FormSetting.once].map { key throws(Refusal) in
                    try Particulars.idempotencyKey(key, at: "$")
                }
                let outcome = try await visit.run(
                    Question(form.tool, arguments), in: setting.namesTargets ? nil : visit.organization,
                    once: once, wait: 3)
                return said(outcome, of: form, setting, visit)
            } catch {
                return try await again(error, sent, setting, visit)
            }
        } catch {
            return refused(error, visit.request, in: visit.frame)
        }
    }

    /// The same form once more, with the reason at its field and nothing lost.
    private func again(
        _ refusal: Refusal, _ sent: FormBody, _ setting: FormSetting, _ visit: Visit
    ) async throws(Refusal) -> Reply {
        var page = await blank(setting, visit)
        page.given = sent
        switch refusal {
        case .invalid(let path, let why) where path.hasPrefix("$"): page.refusals = [.init(path, why)]
        case .invalid:
            page.refusals = [.init("$", "Choose one organization at the top of the page: this belongs to one.")]
        case .conflict(let why, _):
            page.refusals = [.init("$", "\(why). Look at what is there now; sending this again replaces it.")]
        case .unavailable, .tooMany: page.refusals = [.init("$", refusal.sentence)]
        case .notFound, .forbidden, .unauthenticated: throw refusal
        }
        return self.page(formPage(page, in: visit.frame), status: refusal.status)
    }

    /// Where a form stands: what the address has settled, and what is known of the thing that it is about.
    private func setting(of form: Form, _ visit: Visit) async throws(Refusal) -> FormSetting {
        guard let entry = gate.registry[form.tool] else { throw .notFound("tool \(form.tool)") }
        guard visit.may(form.tool) else { throw .forbidden(permission: "\(entry.permission)") }
        var setting = FormSetting(form, entry, settledBy: visit.spot.query)
        if let query = visit.spot.query(FormSetting.matchingQuery) {
            try await settle(&setting, matching: query, visit)
        }
        if let field = catalogue.field(of: form.slot, in: form.tool), let ids = setting.settled[field.name],
            ids.count == 1, let id = ids.first, setting.matching == nil,
            let subject = catalogue.subject(below: form.slot.path)
        {
            let answer = try await visit.ask(catalogue.arguments(subject.tool, about: id, form.slot), everywhere: true)
            setting.present = (try? JSON(parsing: answer)) ?? [:]
            let path = "/" + form.slot.path
            setting.place = path
            setting.back = Crumb((try? subject.draw(answer, visit.now).title) ?? "Back", "\(path)/\(id)")
            setting.up = catalogue.listing(at: form.slot.path).map { Crumb($0.title, path) }
        } else if let home = catalogue.home(of: entry, settled: setting) {
            (setting.place, setting.back) = ("/" + home.path, Crumb(home.title, "/" + home.path))
        }
        return setting
    }

    /// The form without anything typed in.
    private func blank(_ setting: FormSetting, _ visit: Visit) async -> FormPage {
        let entry = setting.entry
        let crumbs = [setting.up, setting.back, Crumb(entry.title)].compactMap(\.self)
        var page = FormPage(
            entry.title, at: setting.place, crumbs: crumbs, lead: entry.summary,
            action: Address("/forms/" + entry.name, setting.address).description, verb: entry.title,
            members: entry.input.members, cancel: setting.back.path ?? "/")
        page.isDangerous = entry.effect == .destroy
        page.settled = setting.hidden + [.init(FormSetting.once, RequestID.fresh())]
        for noun in setting.openNouns {
            let options = await options(of: noun, visit, everywhere: noun == Organization.noun)
            if let options, options.isComplete { page.choices[noun] = options.choices }
            if let options, !options.isComplete, noun != Organization.noun, visit.scope == nil {
                page.notice = "Choose an organization at the top of the page, and its \(noun)s are listed here."
            }
        }
        if setting.up == nil { page.subjects = await subjects(of: setting, visit) }
        if let field = setting.form.permissions {
            let grantable = gate.registry.permissions.filter { !$0.isForPeople && visit.caller.may($0) }
            page.options[field] = grantable.map(\.description).sorted().map { .init($0, $0) }
        }
        return page
    }

    /// The things that the address has settled, by what people call them: nobody should end what they cannot see.
    private func subjects(of setting: FormSetting, _ visit: Visit) async -> [(kind: String, title: String)] {
        var subjects: [(String, String)] = []
        for member in setting.entry.input.members {
            guard let ids = setting.settled[member.name], let first = ids.first else { continue }
            if case .id(let noun) = member.shape {
                let known = await options(of: noun, visit)?.choices.first { $0.id == first }
                subjects.append((member.name, known?.title ?? first))
            } else {
                subjects.append((member.name, await names(of: ids, on: setting.form.slot, visit)))
            }
        }
        return subjects
    }

    /// What a form sent; 64 KB are enough for every form, and what is more was no person's typing.
    func body(of request: Web.Request) async -> Result<FormBody, Unreadable> {
        do throws(BodyError) {
            let bytes = try await request.body(limit: 65_536)
            return FormBody(parsing: bytes).map { .success($0) } ?? .failure(.malformed)
        } catch {
            switch error {
            case .tooLarge: return .failure(.tooLarge)
            case .malformed, .tooSlow, .cutOff: return .failure(.malformed)
            }
        }
    }
}

extension FormPage {
    /// Where one thing only could be chosen, it is.
    fileprivate mutating func chooseWhereThereIsOneOnly() {
        for member in members where member.isRequired && given[member.name] == nil {
            guard case .id(let noun) = member.shape, let only = choices[noun], only.count == 1 else { continue }
            given.append(member.name, only[0].id)
        }
    }
}

/// A form that could not be read.
enum Unreadable: Error {
    case tooLarge, malformed

    var status: Int { self == .tooLarge ? 413 : 400 }
    var problem: Problem {
        switch self {
        case .tooLarge:
            Problem(
                "Too much at once", what: "The form held more than 64 KB. Nothing changed.",
                remedy: "Go back and send less.")
        case .malformed:
            Problem(
                "Not a form", what: "What was sent is not a form, or did not arrive whole. Nothing changed.",
                remedy: "Go back and send it again.")
        }
    }
}

extension Catalogue {
    /// The list that a form belongs to: the one that it adds to, or whose things it is about.
    func home(of entry: Entry, settled setting: FormSetting) -> Listing? {
        if let listing = listings.first(where: { $0.adds == entry.name }) { return listing }
        let nouns = entry.input.members.compactMap { member -> String? in
            guard setting.settled[member.name] != nil, case .id(let noun) = member.shape else { return nil }
            return noun.replacing("_", with: "-") + "s"
        }
        return listings.first { nouns.contains($0.path) }
    }
}
