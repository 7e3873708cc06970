// SPDX-License-Identifier: Apache-2.0
import JSON
import Journal
import Lifecycle
import Loops
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

    private struct Watch: Sendable {
        var collector: any Collector
        var due: ContinuousClock.Instant
        /// What the last look found and the disk had no room for.
        var unkept: [(kind: String, at: Instant, body: RawJSON)] = []
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
            // On a thread of its own: a look may run a program, and the link must go on meanwhile.
            let watch = watches[index]
            watches[index] = try await elsewhere { [self] in looked(watch, boot) }
            let pause = watches[index].collector.every * allowance.stretch
            // From when it was due, so that looks do not drift; from now on, when the machine has slept.
            watches[index].due = max(watches[index].due + pause, .now)
        }
    }

    /// What one look finds is on disk before the next one begins; a look that fails costs itself only.
    ///
    /// A collector is asked again only when what it told is on disk: it may forget that then.
    private func looked(_ before: Watch, _ boot: String) -> Watch {
        var watch = before
        let now = now()
        do {
            try keep(&watch.unkept, boot)
            watch.unkept = try watch.collector.found(at: now)
            try keep(&watch.unkept, boot)
        } catch {
            journal.warning("a look failed", ["collector": "\(type(of: watch.collector))", "why": "\(error)"])
        }
        return watch
    }

    private func keep(_ samples: inout [(kind: String, at: Instant, body: RawJSON)], _ boot: String) throws {
        while let first = samples.first {
            try outbound.add(kind: first.kind, at: first.at, boot: boot, body: first.body)
            samples.removeFirst()
        }
    }
}

extension Collector {
    fileprivate mutating func found(at now: Instant) throws -> [(kind: String, at: Instant, body: RawJSON)] {
        try collect(at: now).map { (Sample.kind, now, try RawJSON(JSON.encode($0))) }
    }
}
