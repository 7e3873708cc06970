// SPDX-License-Identifier: Apache-2.0
import GateKit
import JSON
import Reception
import Shapes
import Vocabulary
import Web

/// What stands at an address of this door.
enum Resource {
    case tools, description
    case tool(Entry)
    /// Something that has an address of its own, where a `Location` leads: `executions/{id}`.
    case thing(Entry, [UInt8])

    static let toolsName = "tools"
    static let descriptionName = "openapi.json"

    init(at path: Substring, _ registry: Registry) throws(Refusal) {
        let parts = path.dropFirst(RESTDoor.root.count).split(separator: "/", omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case (Self.toolsName[...], 1): self = .tools
        case (Self.descriptionName[...], 1): self = .description
        case (Self.toolsName[...], 2):
            guard let entry = registry[String(parts[1])] else { throw .notFound("tool \(parts[1].prefix(48))") }
            self = .tool(entry)
        default:  // anything at all may stand in an address
            guard parts.count == 2, parts[0].last == "s", let reader = registry.reader(of: String(parts[0].dropLast()))
            else { throw .notFound("address \(path.prefix(80))") }
            let arguments: JSON = .object([reader.field.name: .string(String(parts[1]).percentDecoded)])
            self = .thing(reader.entry, arguments.bytes)
        }
    }

    /// As `Allow` lists them.
    var methods: String {
        switch self {
        case .tools, .description, .thing: "GET, HEAD, OPTIONS"
        case .tool(let entry): entry.isAnswer ? "GET, HEAD, OPTIONS, POST" : "OPTIONS, POST"
        }
    }

    /// Why a request goes no further here.
    enum Objection {
        case problem(Problem)
        /// It only asks what may be asked.
        case question
    }

    func objection(to request: Web.Request) -> Objection? {
        guard methods.split(separator: ", ").contains(Substring(request.method)) else {
            return .problem(
                Problem(.methodNotAllowed, "This address takes \(methods), not \(request.method.prefix(20))."))
        }
        if request.method == "OPTIONS" { return .question }
        guard request.accepts("application/json") else {
            return .problem(Problem(.notAcceptable, "What is answered here is application/json."))
        }
        return nil
    }
}
