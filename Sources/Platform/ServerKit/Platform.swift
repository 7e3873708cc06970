// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
public import GateKit
public import Lifecycle
public import Postgres
public import Secrets

/// Everything between the database and the doors, for one set of features; wired once, for servers and tests alike.
public struct Platform: Sendable {
    public let features: [Feature]
    public let gate: Gate
    public let desk: SignInDesk
    public let gatehouse: Gatehouse
    public let ingest: Ingest
    public let commands: Commands
    public let switchboard: Switchboard
    public let tail: Tail
    public let time: Timepiece
    /// What runs as long as the server does, in the order of its starting.
    public let services: [any Service]

    public init(
        _ features: [Feature], partnerName: String, _ authority: Authority, _ database: Database, _ time: Timepiece
    ) {
        let admission = features.theOne(\.admits, "how machines come into care")
        let signIn = features.theOne(\.signsIn, "how people sign in")
        let (jobs, diary, switchboard) = (features.flatMap(\.jobs), Diary(database), Switchboard())
        let commands = Commands(database, switchboard, time)
        let ingest = Ingest(features.flatMap(\.accepts), jobs, database, time)
        let gatehouse = Gatehouse(admission, authority, database, time)
        gate = Gate(
            Registry(features.flatMap(\.tools), owners: features.flatMap(\.owners)), database,
            .live(Credentials(features, database, time), commands, diary, time))
        tail = Tail(database)
        (self.features, desk) = (features, SignInDesk(signIn, database, time))
        (self.gatehouse, self.ingest, self.commands) = (gatehouse, ingest, commands)
        (self.switchboard, self.time) = (switchboard, time)
        services = [
            Groundwork(features, partnerName: partnerName, database, time), diary, Sequencer(database),
            tail,
            Schedule(jobs, database, time), Upkeep(database, time), ingest, Heartbeat(gatehouse, switchboard),
            Courier(commands, database),
        ]
    }
}

extension [Feature] {
    /// What exactly one feature has to say.
    fileprivate func theOne<Part>(_ part: (Feature) -> Part?, _ what: String) -> Part {
        let parts = compactMap(part)
        precondition(parts.count == 1, "\(parts.count) features say \(what); one must")
        return parts[0]
    }
}
