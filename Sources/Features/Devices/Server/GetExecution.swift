// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import GateKit
import Postgres
import Shapes
import Vocabulary

struct GetExecution: Answer {
    static let name = "get_execution"
    static let title = "Execution"
    static let summary =
        "How far an order has come, device by device. Use it with the `execution_id` of a tool that answered `started`."
    static let risk = Risk.low
    static let permission: Permission = "devices:diagnose"

    struct Input: Fields {
        @Field("The execution to ask about.") var execution: ExecutionID
    }

    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> ExecutionReport {
        let (tool, commands) = try await reading.commands(of: input.execution, in: call.reach)
        guard let tool else { throw Refusal.notFound("execution \(input.execution)") }
        let isOver = commands.allSatisfy { $0.state != .queued && $0.state != .sent }
        return ExecutionReport(execution: input.execution, tool: tool, isOver: isOver, commands: commands)
    }
}
