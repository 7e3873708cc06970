// SPDX-License-Identifier: Apache-2.0
import JSON
public import Shapes
import Vocabulary

/// A tool without its types: what every door may know of it.
public struct Entry: Sendable, CustomStringConvertible {
    public var description: String { name }
    public let name: String
    public let title: String
    public let summary: String
    public let effect: Effect
    public let risk: Risk
    public let permission: Permission
    public let place: Place
    public let isForOperator: Bool
    /// Whether it only reads our own rows: an Order leaves commands behind even where it only looks at endpoints.
    public let isAnswer: Bool
    public let input: Shape
    public let output: Shape
    /// One complete, plausible output, as JSON.
    public let example: @Sendable () throws -> [UInt8]
    let prepare: @Sendable ([UInt8]) throws(Refusal) -> Prepared

    init<T: Tool>(_ tool: T) {
        (name, title, summary) = (T.name, T.title, T.summary)
        (effect, risk, permission) = (T.effect, T.risk, T.permission)
        (place, isForOperator) = (T.place, T.isForOperator)
        isAnswer = T.self is any Answer.Type
        let shape = T.Input.shape
        (input, output) = (shape, T.Output.shape)
        example = { try JSON.encode(T.Output.example) }
        prepare = { bytes throws(Refusal) in
            let arguments = try fit(bytes, to: shape)
            do {
                let input = try JSON.decode(T.Input.self, from: arguments.bytes)
                return Prepared(arguments: arguments, shape: shape, work: tool.work(on: input))
            } catch {
                throw .invalid(path: "$", why: "has a value that its shape allows and its type does not")
            }
        }
    }
}

/// Valid arguments, bound to their tool, waiting for leave to run.
struct Prepared: Sendable {
    let arguments: JSON
    let shape: Shape
    let work: Work

    var action: String? { if case .string(let action) = arguments["action"] { action } else { nil } }

    /// Each id once, in the order of the arguments.
    func ids(of noun: String) -> [String] {
        var seen: Set<String> = []
        return shape.ids(of: noun, in: arguments).filter { seen.insert($0).inserted }
    }
}

private func fit(_ bytes: [UInt8], to shape: Shape) throws(Refusal) -> JSON {
    do {
        return try shape.fit(JSON(parsing: bytes.isEmpty ? Array("{}".utf8) : bytes))
    } catch let misfit as Misfit {
        throw .invalid(path: misfit.path, why: misfit.why)
    } catch let error as JSONError {
        throw .invalid(path: "$", why: "is not JSON: \(error.why) at byte \(error.offset)")
    } catch {
        throw .invalid(path: "$", why: "is not JSON")
    }
}
