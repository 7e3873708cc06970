// SPDX-License-Identifier: Apache-2.0
import Files
import Loops
import Systemd
import Web

/// The server as a service, watched until it stands.
struct WatchedService {
    let unit: Unit
    private let health: Int
    private let loop: EventLoop

    struct Failed: Error, CustomStringConvertible { let description: String }

    /// What ends so often has been tried often enough.
    private static let attempts = 3
    /// For so long it must be healthy without a break.
    private static let trial = Duration.seconds(3)

    init(_ unit: Unit, health: Int, _ loop: EventLoop) { (self.unit, self.health, self.loop) = (unit, health, loop) }

    /// Starts it unless it has been, and returns when it is healthy and stays so.
    func settle(within patience: Duration) async throws {
        unit.forgive()
        try unit.begin()
        let (end, before) = (ContinuousClock.now + patience, try unit.standing().restarts)
        var standing: (process: Int32, since: ContinuousClock.Instant)?
        while ContinuousClock.now < end {
            let now = try unit.standing()
            guard now.restarts - before < Self.attempts else {
                throw Failed(description: "it ends again and again. Its last words:\n\(unit.lastWords())")
            }
            if let process = now.process, now.state == "active", await isReady {
                if standing?.process != process { standing = (process, .now) }
                if let standing, ContinuousClock.now - standing.since >= Self.trial { return }
            } else {
                standing = nil
            }
            try await Task.sleep(for: .milliseconds(300))
        }
        throw Failed(description: "it was not ready within \(patience). Its last words:\n\(unit.lastWords())")
    }

    private var isReady: Bool {
        get async {
            do {
                let address = try WebAddress("http://127.0.0.1:\(health)/readyz")
                return try await WebClient(on: loop).get(address).status == 200
            } catch { return false }
        }
    }
}
