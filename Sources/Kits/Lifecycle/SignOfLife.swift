// SPDX-License-Identifier: Apache-2.0

/// Tells the supervisor that all is up, that it still is, and that it ends: the last service of a house.
///
/// A program that is stuck cannot say so. It falls silent, and the supervisor ends it and starts it again.
public struct SignOfLife: Service {
    public let name = "sign of life"
    private let supervisor: Supervisor?
    private let pulse: @Sendable () async -> Void

    /// `pulse` returns when everything that must turn has turned: a loop that is stuck keeps it, and us, silent.
    public init(to supervisor: Supervisor?, pulse: @escaping @Sendable () async -> Void) {
        (self.supervisor, self.pulse) = (supervisor, pulse)
    }

    public func start() async throws { supervisor?.hear("READY=1") }

    public func run() async throws {
        let pause = supervisor?.patience.map { $0 / 3 }
        while !Task.isCancelled {
            if pause != nil {
                await pulse()
                supervisor?.hear("WATCHDOG=1")
            }
            try? await Task.sleep(for: pause ?? .seconds(3600))
        }
        supervisor?.hear("STOPPING=1")
    }
}
