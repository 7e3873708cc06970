// SPDX-License-Identifier: Apache-2.0
import JSON
public import Vocabulary

/// How an agent obeys one kind of command.
public struct Handler: Sendable {
    public let kind: String
    public let risk: RiskLevel
    /// Takes the command as JSON and makes its report as JSON.
    public let obey: @Sendable ([UInt8]) throws -> [UInt8]

    public init<Told: Command>(_: Told.Type, _ obey: @escaping @Sendable (Told) throws -> Told.Report) {
        (kind, risk) = (Told.kind, Told.risk)
        self.obey = { bytes in try JSON.encode(obey(JSON.decode(Told.self, from: bytes))) }
    }
}
