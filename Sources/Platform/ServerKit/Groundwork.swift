// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
import GateKit
public import Lifecycle
public import Postgres

/// What must stand before the first call: the features' own first rows, and somewhere to put what comes in.
public struct Groundwork: Service {
    public let name = "ground"
    private let founds: [Founding]
    private let partnerName: String
    private let database: Database
    private let time: Timepiece

    public init(_ features: [Feature], partnerName: String, _ database: Database, _ time: Timepiece) {
        (founds, self.partnerName) = (features.flatMap(\.founds), partnerName)
        (self.database, self.time) = (database, time)
    }

    public func start() async throws {
        try await Upkeep(database, time).keepPartitions()
        for founding in founds {
            let ground = Ground(partnerName: partnerName, at: time.now(), ids: time.ids)
            try await database.transaction(in: .system) { try await founding.run($0, ground) }
        }
    }
}
