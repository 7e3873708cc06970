// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
import JSON
import Journal
import Lifecycle
public import Shapes
import Synchronization
public import Vocabulary

/// How the agent is, for whoever asks on its machine: kept in a file, so that `breeze-agent status` needs no door.
public struct AgentStatus: Codable, Sendable {
    public var version = Release.version
    public var pid: Int32
    public var server: String
    public var device: DeviceID
    public var connectedSince: Instant?
    public var lastAcknowledged: Instant?
    public var lastProblem: String?
    /// Samples on disk that the server has not stored yet.
    public var waiting = 0
    /// Samples that went unsent because the spool was full.
    public var lost = 0
    /// Samples that the server could not read.
    public var dropped = 0
    public var memory = 0
    public var writtenAt: Instant
}

/// Keeps the status, and writes it down: within a second of news, and every ten seconds as a sign of life.
final class Condition: Service {
    let name = "status"
    private let home: Home
    private let outbound: Outbound
    private let now: @Sendable () -> Instant
    private let status: Mutex<AgentStatus>
    private let hasNews = Mutex(true)

    init(_ standing: Home.Standing, _ home: Home, _ outbound: Outbound, _ now: @escaping @Sendable () -> Instant) {
        (self.home, self.outbound, self.now) = (home, outbound, now)
        status = Mutex(
            AgentStatus(pid: getpid(), server: standing.server, device: standing.device, writtenAt: now()))
    }

    func update(_ change: (inout AgentStatus) -> Void) {
        status.withLock { change(&$0) }
        hasNews.withLock { $0 = true }
    }

    func run() async throws {
        var seconds = 0
        while !Task.isCancelled {
            let isDue = hasNews.withLock { hasNews in
                defer { hasNews = false }
                return hasNews
            }
            if isDue || seconds % 10 == 0 { write() }
            seconds += 1
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
    }

    private func write() {
        let counts = outbound.counts
        let current = status.withLock { status in
            (status.waiting, status.lost) = (counts.waiting, counts.lost)
            (status.memory, status.writtenAt) = (Allowance.residentMemory(), now())
            return status
        }
        do { try replace(home.status, with: JSON.encode(current)) } catch {
            journal.warning("the status cannot be written", ["why": "\(error)"])
        }
    }
}
