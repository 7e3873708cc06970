// SPDX-License-Identifier: Apache-2.0
import JSON
public import Postgres
import Shapes
public import Vocabulary

/// A tool that needs endpoints.
///
/// It says what each device is to be told, in a transaction; then, holding nothing, it makes one output of the replies.
public protocol Order: Tool {
    associatedtype Output
    associatedtype Told: Command
    func commands(_ input: Input, _ session: borrowing Session, _ call: Call) async throws -> [To<Told>]
    func output(_ input: Input, _ replies: [Reply<Told.Report>]) throws -> Output
}

extension Order {
    public func work(on input: Input) -> Work {
        Work(
            .order(
                commands: { session, call in
                    try await commands(input, session, call).map { try Dispatch($0, call) }
                },
                output: { replies in try JSON.encode(output(input, replies.map(Self.understood))) }
            ))
    }

    /// A report that its type cannot read is the device's failure, not ours.
    private static func understood(_ reply: Reply<[UInt8]>) -> Reply<Told.Report> {
        switch reply.result {
        case .done(let bytes):
            guard let report = try? JSON.decode(Told.Report.self, from: bytes) else {
                return Reply(reply.device, .failed(why: Untrusted("a report that cannot be read", from: reply.device)))
            }
            return Reply(reply.device, .done(report))
        case .failed(let why): return Reply(reply.device, .failed(why: why))
        case .silent: return Reply(reply.device, .silent)
        }
    }
}
