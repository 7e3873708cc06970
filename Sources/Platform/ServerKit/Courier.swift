// SPDX-License-Identifier: Apache-2.0
import GateKit
public import Lifecycle
public import Postgres

/// Carries word of commands and their answers between the servers of one database.
///
/// An order may be asked of one server and concern a device whose link is at another.
public struct Courier: Service {
    public let name = "courier"
    private let commands: Commands
    private let asked: Rounds
    private let answered: Rounds

    public init(_ commands: Commands, _ database: Database) {
        self.commands = commands
        asked = Rounds(channel: Channel.commands, database: database, every: .seconds(2), atMost: .milliseconds(20))
        answered = Rounds(channel: Channel.reports, database: database, every: .seconds(1))
    }

    public func run() async throws {
        await withDiscardingTaskGroup { group in
            group.addTask { await asked.go("commands") { try await commands.ringWaiting() } }
            group.addTask { await answered.go("answers") { try await commands.tellAnswered() } }
        }
    }
}
