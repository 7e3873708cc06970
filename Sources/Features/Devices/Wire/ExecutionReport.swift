// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

/// How far an order has come.
public struct ExecutionReport: Facts, Equatable {
    @Fact("The execution that was asked about.") public var execution: ExecutionID
    @Fact("The tool that started it.") public var tool: String
    @Fact("Whether every device has answered, or its time is up.") public var isOver: Bool
    @Fact("One line for each device.") public var commands: [CommandState]

    public init(execution: ExecutionID, tool: String, isOver: Bool, commands: [CommandState]) {
        self.execution = execution
        self.tool = tool
        self.isOver = isOver
        self.commands = commands
    }
    public static var example: ExecutionReport {
        ExecutionReport(execution: .example, tool: "collect_diagnostics", isOver: true, commands: [.example])
    }
}

/// How far one device has come with what it was told.
public struct CommandState: Facts, Equatable {
    public enum State: String, Choice { case queued, sent, done, failed, expired }

    @Fact("The device.") public var device: DeviceID
    @Fact("How far it has come.") public var state: State
    @Fact("When it was told; null if it has not been.") public var sentAt: Instant?
    @Fact("When it answered, or its time was up; null before.") public var finishedAt: Instant?
    @Fact("Its report as JSON, in the device's words; null without one.") public var report: Untrusted?
    @Fact("Why it failed, in the device's words; null if it did not.") public var failure: Untrusted?

    public init(
        device: DeviceID, state: State, sentAt: Instant?, finishedAt: Instant?, report: Untrusted?, failure: Untrusted?
    ) {
        self.device = device
        self.state = state
        self.sentAt = sentAt
        self.finishedAt = finishedAt
        self.report = report
        self.failure = failure
    }
    public static var example: CommandState {
        CommandState(
            device: .example, state: .done, sentAt: .example, finishedAt: .example,
            report: Untrusted(#"{"sections":[]}"#, from: .example), failure: Untrusted("none", from: .example))
    }
}
