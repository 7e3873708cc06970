// SPDX-License-Identifier: Apache-2.0

public import AgentKit
import Glibc
public import ReliabilityWire
public import Shapes

/// Looks into the journal for what has gone wrong, and tells only when something has; and once a day that nothing has.
public struct ReliabilityCollector: Collector {
    public let every = Duration.seconds(20)
    /// Runs a program and hands back what it printed, at most half a megabyte of it.
    typealias Run = @Sendable (_ program: String, _ arguments: [String]) throws -> [UInt8]

    private let machine: Machine
    private let state: String
    private let run: Run
    private let ticksPerSecond: Int

    /// How far the journal has been read.
    private var place: Place
    /// Something was told since `place` was last written down.
    private var isUnkept = false
    private var boots: [Boot] = []
    private var historyFrom: Instant?
    /// What the journal's files looked like at the last look.
    private var stamp: [Int] = []
    private var hasTold = false
    private var isBehind = false

    /// Keeps what it must remember in the folder `state`, which must be there and the agent's own.
    public init(state: String) { self.init(root: "/", state: state, run: Journalctl.run) }

    init(root: String, state: String, run: @escaping Run) {
        (machine, self.state, self.run) = (Machine(root: root), state, run)
        ticksPerSecond = sysconf(Int32(_SC_CLK_TCK))
        place = Place(in: state)
    }

    public mutating func collect(at now: Instant) throws -> [ReliabilitySample] {
        // What was told at the last look has been handed over by now: only then may it be forgotten.
        if isUnkept {
            try place.keep(in: state)
            isUnkept = false
        }
        let isDue = !hasTold || (place.toldAt.map { $0 + .seconds(86_400) <= now || now < $0 } ?? true)
        guard let journal = machine.journal else {
            return isDue ? [told(sample(.absent, at: now), isDue, at: now)] : []
        }
        let stamp = Machine.stamp(of: journal.folder)
        guard isDue || isBehind || stamp != self.stamp else { return [] }

        let read = try look(at: now, kernel: machine.container == nil)
        self.stamp = stamp
        guard isDue || !read.incidents.isEmpty || !read.starts.isEmpty || read.more else { return [] }
        if isDue { refreshBoots() }
        var sample = sample(journal.kind, at: now)
        (sample.incidents, sample.starts) = (read.incidents, read.starts)
        (sample.lookedFrom, sample.lookedTo) = (max(read.from, historyFrom ?? read.from), read.to)
        (sample.unreadable, sample.more) = (read.unreadable, read.more)
        return [told(sample, isDue, at: now)]
    }

    private mutating func told(_ sample: ReliabilitySample, _ isDue: Bool, at now: Instant) -> ReliabilitySample {
        if isDue { place.toldAt = now }
        place.lookedTo = sample.lookedTo
        (hasTold, isUnkept) = (true, true)
        return sample
    }

    private func sample(_ journal: ReliabilitySample.Journal, at now: Instant) -> ReliabilitySample {
        let uptime = Uptime(root: machine.root, ticksPerSecond: ticksPerSecond, now: now)
        let boots = boots.map { boot in
            boot.ending == .running ? Boot(id: boot.id, first: boot.first, last: now, ending: .running) : boot
        }
        return ReliabilitySample(
            journal: journal, historyFrom: historyFrom, lookedFrom: now, lookedTo: now, container: machine.container,
            bootId: machine.bootID, bootedAt: uptime?.bootedAt, uptimeSeconds: uptime?.seconds, boots: boots)
    }
}

extension AgentFeature {
    /// What goes wrong on the machine.
    public static let reliability = AgentFeature(
        "reliability", collectors: { state in [ReliabilityCollector(state: state)] })
}

extension ReliabilityCollector {
    private struct Look {
        var from: Instant
        var to: Instant
        var incidents: [Incident] = []
        var starts: [ReliabilitySample.Start] = []
        var unreadable = 0
        var more = false
    }

    private static let linesRead = 500
    private static let journalctl = "/usr/bin/journalctl"

    /// Reads on from where the last look ended, or the last day if that place is lost.
    private mutating func look(at now: Instant, kernel: Bool) throws -> Look {
        let dayAgo = now + .seconds(-86_400)
        let since = place.lookedTo.map { $0 < now ? max($0, dayAgo) : dayAgo } ?? dayAgo
        let from = place.cursor == nil ? since : place.lookedTo ?? since
        let printed: [UInt8]
        do {
            printed = try run(Self.journalctl, Queries.incidents(after: place.cursor, orSince: since, kernel: kernel))
        } catch {
            // Most likely the journal does not know the place any more: the next look starts from a time.
            place.cursor = nil
            throw error
        }
        var look = Look(from: from, to: now)
        var reading = IncidentReading(failed: place.failed)
        var lines = printed.split(separator: UInt8(ascii: "\n"))
        // What follows the last line break was cut off in the middle.
        if printed.last != UInt8(ascii: "\n"), lines.popLast() != nil { look.more = true }
        if lines.count > Self.linesRead { look.more = true }
        for line in lines.prefix(Self.linesRead) {
            guard let entry = JournalEntry(line: line) else {
                look.unreadable += 1
                continue
            }
            reading.read(entry)
            place.cursor = entry.cursor
            if look.more { look.to = entry.at }
        }
        (look.incidents, look.starts, place.failed) = (reading.incidents, reading.starts, reading.failed)
        isBehind = look.more
        return look
    }

    /// Asks which boots there were, and how those ended that it does not know of yet.
    private mutating func refreshBoots() {
        guard let table = try? run(Self.journalctl, Queries.boots) else { return }
        let endings = Dictionary(boots.map { ($0.id, $0.ending) }) { first, _ in first }
        let listed = Boots.list(table, running: machine.bootID)
        boots = listed.suffix(Boots.kept).map { boot in
            var boot = boot
            guard boot.ending != .running else { return boot }
            if let known = endings[boot.id], known != .running, known != .unknown {
                boot.ending = known
            } else if let printed = try? run(Self.journalctl, Queries.ending(of: boot.id)) {
                let lines = printed.split(separator: UInt8(ascii: "\n"))
                boot.ending = Boots.ending(lines.compactMap(JournalEntry.init), last: boot.last)
            }
            return boot
        }
        historyFrom = listed.first?.first
    }
}
