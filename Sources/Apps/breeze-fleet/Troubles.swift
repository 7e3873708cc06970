// SPDX-License-Identifier: Apache-2.0
import ReliabilityWire
import Shapes

extension SimulatedMachine {
    /// How far back its journal goes.
    private static let history = Duration.days(60)

    /// What went wrong on it in two months, and how it was booted; the same whenever it is asked on the same day.
    func troubles(at now: Instant) -> ReliabilitySample {
        var dice = dice
        let today = now.rounded(downTo: .days(1))
        let from = today - Self.history
        let expected = troubles * 2
        let count = Int(expected) + (dice.happens(expected - expected.rounded(.down)) ? 1 : 0)
        let incidents = (0..<count).map { incident($0, before: today, &dice) }.sorted { $0.at < $1.at }
        let failed = incidents.filter { $0.name.hasSuffix(".service") }
        let boots = boots(from: from, to: now, &dice)
        return ReliabilitySample(
            journal: .persistent, historyFrom: from, lookedFrom: from, lookedTo: now, bootId: boot.filter { $0 != "-" },
            bootedAt: boots.last?.first, uptimeSeconds: boots.last.map { Int((now - $0.first) / .seconds(1)) },
            boots: boots, incidents: incidents,
            starts: failed.map { .init(unit: $0.name, at: $0.at + .seconds(2)) })
    }

    private func incident(_ index: Int, before today: Instant, _ dice: inout Dice) -> Incident {
        let at = today - .milliseconds(Int.random(in: 60_000..<Int(Self.history / .milliseconds(1)), using: &dice))
        let (cause, name, detail) = dice.one(of: Self.kinds)
        return Incident(
            id: "fleet:\(seed):\(number):\(index)", at: at, cause: cause, name: name, detail: detail,
            exitStatus: cause == .exitCode ? 1 : nil, signal: cause == .killed || cause == .coreDump ? 11 : nil,
            gravity: cause.area == .hardware ? .error : nil)
    }

    /// A boot every few weeks; a machine in trouble now and then loses its power.
    private func boots(from: Instant, to now: Instant, _ dice: inout Dice) -> [Boot] {
        var boots: [Boot] = []
        var first = from
        for index in 0..<4 {
            let last = first + .seconds(Int.random(in: 5 * 86_400...14 * 86_400, using: &dice))
            let ending: Boot.Ending = dice.happens(troubles / 100) ? .unclean : .clean
            boots.append(Boot(id: hexadecimal(number * 8 + index, 32), first: first, last: last, ending: ending))
            first = last + .seconds(Int.random(in: 30...300, using: &dice))
        }
        let running = boot.filter { $0 != "-" }
        return boots + [Boot(id: running, first: min(first, now), last: now, ending: .running)]
    }

    private static let kinds: [(Cause, name: String, detail: String)] = [
        (.killed, "nginx.service", "nginx.service: Failed with result 'signal'."),
        (.exitCode, "invoice-export.service", "invoice-export.service: Failed with result 'exit-code'."),
        (.exitCode, "backup.service", "backup.service: Main process exited, code=exited, status=1/FAILURE"),
        (.coreDump, "java", "Process 4711 (java) of user 1000 dumped core."),
        (.outOfMemory, "postgresql.service", "Out of memory: Killed process 812 (postgres)"),
        (.watchdog, "queue.service", "queue.service: Watchdog timeout (limit 30s)!"),
        (.stopTimeout, "cups.service", "cups.service: State 'stop-sigterm' timed out. Killing."),
        (.hungTask, "kworker/u8:2", "task kworker/u8:2:311 blocked for more than 120 seconds."),
        (.disk, "sda", "I/O error, dev sda, sector 1953519 op 0x0:(READ)"),
        (.memory, "mc0", "EDAC MC0: 1 CE memory read error on CPU_SrcID#0"),
    ]
}
