// SPDX-License-Identifier: Apache-2.0
import JSON
public import Postgres

/// A tool that changes our own rows, in one transaction with its audit and its events.
public protocol Change: Tool {
    associatedtype Output
    func change(_ input: Input, _ session: borrowing Session, _ call: Call) async throws -> Output
}

extension Change {
    public func work(on input: Input) -> Work {
        Work(.change { session, call in try JSON.encode(await change(input, session, call)) })
    }
}
