// SPDX-License-Identifier: Apache-2.0
import JSON

/// One line that somebody typed, carried out: words become a tool and its arguments, the answer a table or JSON.
public struct Conversation: Sendable {
    /// How an answer is shown.
    public enum Form: Sendable {
        /// For people: a table that fits so many places.
        case drawn(width: Int)
        /// For programs: as the server said it.
        case json
        /// The same for people, a line for each member.
        case indented
    }

    private let terminal: Terminal
    private let form: Form
    private let manner: Terminal.Manner

    public init(_ terminal: Terminal, as form: Form, _ manner: Terminal.Manner) {
        (self.terminal, self.form, self.manner) = (terminal, form, manner)
    }

    public func answer(_ asked: Asked) async -> Ending {
        switch await prepared(asked) {
        case .ready(let call): await perform(call)
        case .over(let ending): ending
        }
    }

    /// Asks again and again, and shows an answer whenever it differs from the one before.
    ///
    /// Ends with the first refusal, after `turns`, or when its task does; a server that is away is waited for.
    public func watch(_ asked: Asked, every pause: Duration, turns: Int, show: (Ending) -> Void) async -> Ending {
        let call: Ready
        switch await prepared(asked) {
        case .ready(let ready): call = ready
        case .over(let ending): return ending
        }
        guard call.tool?.isAnswer == true else { return .wrong("--watch is for what only reads") }
        var last: Ending?
        for turn in 0..<turns {
            if turn > 0 { do { try await Task.sleep(for: pause) } catch { break } }
            let ending = await perform(call)
            guard [0, 1].contains(ending.status) else { return ending }
            if ending != last { show(ending) }
            last = ending
        }
        return Ending(text: "", isError: false, status: last?.status ?? 0)
    }

    /// What things there are, and what can be done with them; nothing if nobody answers.
    public func overview() async -> String { ((try? await terminal.catalogue()) ?? .empty).overview(width: width) }

    private var width: Int {
        switch form {
        case .drawn(let width): width
        case .json, .indented: 100
        }
    }

    /// A call whose every word has its place.
    private struct Ready {
        let name: String
        let tool: ListedTool?
        let arguments: [(name: String, value: String)]
        let manner: Terminal.Manner
    }

    private enum Preparation {
        case ready(Ready)
        case over(Ending)
    }

    private func prepared(_ asked: Asked) async -> Preparation {
        let catalogue: Catalogue
        do { catalogue = try await terminal.catalogue() } catch {
            return .over(Ending(text: "breeze: \(error)", isError: true, status: 1))
        }
        switch asked.meaning(in: catalogue) {
        case .unclear(let why): return .over(.wrong(why))
        case .noun(let noun):
            let help = catalogue.help(noun: noun, width: width)
            return .over(asked.wantsHelp ? .said(help) : Ending(text: help, isError: true, status: 2))
        case .unlisted(let name):
            let arguments = asked.flags.map { (name: $0.name.replacing("-", with: "_"), value: $0.value) }
            return .ready(Ready(name: name, tool: nil, arguments: arguments, manner: manner))
        case .tool(let tool, _) where asked.wantsHelp: return .over(.said(catalogue.help(tool, width: width)))
        case .tool(let tool, let values):
            do { return .ready(try await call(asked, tool, values, Names(terminal, catalogue))) } catch {
                switch error {
                case .silence(let silence): return .over(Ending(text: "breeze: \(silence)", isError: true, status: 1))
                case .refused(let reply): return .over(Ending(reply) { _, _ in "" })
                case .unclear(let why): return .over(.wrong(why))
                }
            }
        }
    }

    private func call(_ asked: Asked, _ tool: ListedTool, _ values: [String], _ names: Names) async throws(Names.Failed)
        -> Ready
    {
        let given: [(field: ListedField, value: String)]
        do { given = try asked.arguments(of: tool, values) } catch { throw .unclear(error.why) }
        var arguments: [(name: String, value: String)] = []
        for (field, value) in given {
            let meant: String
            if let noun = field.noun { meant = try await names.id(value, of: noun) } else { meant = value }
            arguments.append((field.name, meant))
        }
        var manner = manner
        if let organization = manner.organization {
            manner.organization = try await names.id(organization, of: "organization")
        }
        return Ready(name: tool.name, tool: tool, arguments: arguments, manner: manner)
    }

    private func perform(_ call: Ready) async -> Ending {
        do {
            return Ending(try await terminal.call(call.name, call.arguments, call.manner)) { answer, bytes in
                show(answer, bytes, call.tool?.output)
            }
        } catch { return Ending(text: "breeze: \(error)", isError: true, status: 1) }
    }

    private func show(_ answer: JSON?, _ bytes: [UInt8], _ schema: JSON?) -> String {
        switch (form, answer) {
        case (.drawn(let width), let answer?): Drawing(width: width).text(answer, schema ?? [:])
        case (.indented, let answer?): answer.indented().harmless(lines: true)
        case (.json, _), (.drawn, nil), (.indented, nil): String(decoding: bytes, as: UTF8.self).harmless(lines: true)
        }
    }
}
