// SPDX-License-Identifier: Apache-2.0
import JSON
public import Postgres

/// A tool that reads rows.
public protocol Answer: Tool {
    associatedtype Output
    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> Output
}

extension Answer {
    public static var effect: Effect { .read }

    public func work(on input: Input) -> Work {
        Work(.answer { reading, call in try JSON.encode(await answer(input, reading, call)) })
    }
}
