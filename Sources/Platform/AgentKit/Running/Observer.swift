// SPDX-License-Identifier: Apache-2.0
import JSON
import Journal
import Lifecycle
import Shapes
import Vocabulary

/// Lets every collector look when its time has come, one after the other.
struct Observer: Service {
    let name = "observer"
    let features: [AgentFeature]
    let machine: Machine
    let home: Home
    let outbound: Outbound
    let allowance: Allowance
    let now: @Sendable () -> Instant

    private struct Watch {
        var collector: any Collector
        var due: ContinuousClock.Instant
    }

    func run() async throws {
        var watches = features.flatMap { $0.collectors(home.state) }.map { Watch(collector: $0, due: .now) }
        let boot = machine.boot
        while !Task.isCancelled {
            guard let index = watches.indices.min(by: { watches[$0].due < watches[$1].due }) else {
                do { try await Task.sleep(for: .seconds(3600)) } catch { return }
                continue
            }
            do { try await Task.sleep(until: watches[index].due, clock: .continuous) } catch { return }
            look(&watches[index].collector, boot)
            let pause = watches[index].collector.every * allowance.stretch
            // From when it was due, so that looks do not drift; from now on, when the machine has slept.
            watches[index].due = max(watches[index].due + pause, .now)
        }
    }

    /// What one look finds is on disk before the next one begins; a look that fails costs itself only.
    private func look(_ collector: inout some Collector, _ boot: String) {
        let now = now()
        do {
            for sample in try collector.collect(at: now) {
                let body = try RawJSON(JSON.encode(sample))
                try outbound.add(kind: type(of: sample).kind, at: now, boot: boot, body: body)
            }
        } catch {
            journal.warning("a look failed", ["collector": "\(type(of: collector))", "why": "\(error)"])
        }
    }
}
