// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Shapes
import Vocabulary
import Web

/// A tool and what it is asked.
struct Question: Hashable, Sendable {
    let tool: String
    let arguments: JSON
    init(_ tool: String, _ arguments: JSON = [:]) { (self.tool, self.arguments) = (tool, arguments) }
}

/// One request of somebody who is signed in; everything is asked in their name, through the gate.
struct Visit: Sendable {
    let request: Web.Request
    /// What is looked at, which is another page than the request's own where a page asks for its news.
    var spot: Spot
    let caller: Principal
    var now: Instant
    var frame: Frame
    /// The organization, or its site, that the viewer looks at; nil for all that they see.
    var scope: Scope?
    /// Whether this page has asked the same before.
    var isRepeated = false
    let gate: Gate
    let credential: Credential

    var organization: OrganizationID? { scope?.organization }

    /// The most questions that one page has under way.
    private static let atATime = 8

    /// What one question is answered, or why not.
    func ask(_ question: Question, everywhere: Bool = false) async throws(Refusal) -> [UInt8] {
        let question = everywhere ? question : narrowed(question)
        switch try await run(question, in: everywhere ? nil : organization) {
        case .done(let bytes): return bytes
        case .blocked(let reason, _): throw .unavailable(why: reason)
        case .pending: throw .unavailable(why: "Somebody must agree before this is answered")
        case .started: throw .unavailable(why: "The devices have not answered yet")
        }
    }

    /// Where one site is looked at, a tool that can be asked about one is asked about that.
    private func narrowed(_ question: Question) -> Question {
        guard let site = scope?.site, case .object(var arguments) = question.arguments,
            let entry = gate.registry[question.tool],
            let field = entry.input.members.first(where: { $0.shape == .optional(.id(of: Site.noun)) }),
            arguments[field.name] == nil
        else { return question }
        arguments[field.name] = .string("\(site)")
        return Question(question.tool, .object(arguments))
    }

    func run(
        _ question: Question, in organization: OrganizationID?, once: String? = nil, wait: Int = 0
    ) async throws(Refusal) -> Outcome {
        var asked = GateKit.Request(
            question.tool, question.arguments.bytes, in: organization, idempotencyKey: once, wait: wait,
            requestID: request.id, page: spot.path)
        asked.isRepeated = isRepeated
        return try await gate.handle(asked, by: credential)
    }

    /// A struct where a pair would do: the optimizer of Swift 6.3 breaks a task group whose results are tuples.
    private struct Answered: Sendable {
        let question: Question
        let result: Result<[UInt8], Refusal>
    }

    /// Several questions at a time, each asked once; what one of them costs, the others do not pay.
    func ask(
        _ questions: [Question], everywhere: Bool = false
    ) async -> [Question: Result<[UInt8], Refusal>] {
        var rest = Array(Set(questions))[...]
        return await withTaskGroup(of: Answered.self) { group in
            var answers: [Question: Result<[UInt8], Refusal>] = [:]
            func next() {
                guard let question = rest.popFirst() else { return }
                group.addTask {
                    do throws(Refusal) {
                        return Answered(
                            question: question, result: .success(try await ask(question, everywhere: everywhere)))
                    } catch {
                        return Answered(question: question, result: .failure(error))
                    }
                }
            }
            for _ in 0..<Self.atATime { next() }
            while let answered = await group.next() {
                answers[answered.question] = answered.result
                next()
            }
            return answers
        }
    }

    func may(_ tool: String) -> Bool {
        gate.registry[tool].map { entry in
            caller.may(entry.permission) && (entry.place == .organization || seesAll)
        } ?? false
    }

    private var seesAll: Bool { if case .partner = caller.reach { true } else { false } }

    /// What a script of the page asks for instead of all of it.
    enum Part: String { case rows, list, peek, live }
    var part: Part? { isRepeated ? .live : request.header("breeze-part").flatMap(Part.init) }
}
