// SPDX-License-Identifier: Apache-2.0
public import JSON
public import Postgres
import Secrets
public import Shapes

/// A tool that reads rows.
public protocol Answer: Tool {
    associatedtype Output
    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> Output

    /// An output that was made before, handed on byte by byte instead of read and written again; nil if there is none.
    ///
    /// Whoever keeps one keeps its `Output.form` beside it: a program with another form must not hand it on.
    func kept(_ input: Input, _ reading: Reading, _ call: Call) async throws -> RawJSON?
}

extension Answer {
    public static var effect: Effect { .read }

    public func kept(_ input: Input, _ reading: Reading, _ call: Call) async throws -> RawJSON? { nil }

    public func work(on input: Input) -> Work {
        Work(
            .answer { reading, call in
                if let kept = try await kept(input, reading, call) { return kept.bytes }
                return try JSON.encode(await answer(input, reading, call))
            })
    }
}

extension Facts {
    /// Differs as soon as the facts, their names or their types do.
    public static var form: String { Digest(of: shape.schema.bytes).hex }
}
