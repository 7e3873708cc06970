// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire

/// Reads entries one after the other and tells which of them are incidents.
///
/// A machine without effects: the same entries make the same incidents.
struct IncidentReading {
    private(set) var incidents: [Incident] = []
    private(set) var starts: [ReliabilitySample.Start] = []
    /// Units that failed and have not been seen to start since; the newest last.
    private(set) var failed: [String]
    /// How the main process of a unit ended, until its failure is told.
    private var exits: [String: Exit] = [:]
    private var timeouts: [String: Cause] = [:]

    private static let failedKept = 256

    private struct Exit {
        let status: Int?
        let signal: Int?
    }

    init(failed: [String] = []) { self.failed = failed }

    mutating func read(_ entry: JournalEntry) {
        if entry.isKernel { return kernel(entry) }
        if entry.message == .coreDumped { return coreDump(entry) }
        guard entry.isFromServiceManager, let unit = entry["UNIT"], !unit.isEmpty else { return }
        switch entry.message {
        case .processExited: exit(entry, of: unit)
        case .unitFailed: failure(entry, of: unit)
        case .unitStarted: start(entry, of: unit)
        case nil: timeout(entry, of: unit)
        case .coreDumped, .journalStarted, .journalStopped, .shutdown: break
        }
    }

    private mutating func exit(_ entry: JournalEntry, of unit: String) {
        let wasKilled = ["killed", "dumped"].contains(entry["EXIT_CODE"])
        let status = entry.number("EXIT_STATUS")
        exits[unit] = Exit(status: wasKilled ? nil : status, signal: wasKilled ? status : nil)
    }

    /// systemd gives these no id; it never translates them either.
    private mutating func timeout(_ entry: JournalEntry, of unit: String) {
        guard entry.text.contains("timed out") else { return }
        timeouts[unit] =
            entry.text.contains("State 'stop-") || entry.text.contains("stopping timed out")
            ? .stopTimeout : .startTimeout
    }

    private mutating func failure(_ entry: JournalEntry, of unit: String) {
        let result = entry["UNIT_RESULT"] ?? ""
        let exit = exits.removeValue(forKey: unit)
        let timeout = timeouts.removeValue(forKey: unit)
        let cause: Cause =
            switch result {
            case "signal", "core-dump": .killed
            case "oom-kill": .outOfMemory
            case "watchdog": .watchdog
            case "timeout": timeout ?? .startTimeout
            case "exit-code": .exitCode
            default: .resources
            }
        incidents.append(
            Incident(
                id: entry.id, at: entry.at, cause: cause, name: unit, detail: entry.text, exitStatus: exit?.status,
                signal: exit?.signal))
        failed.removeAll { $0 == unit }
        failed.append(unit)
        if failed.count > Self.failedKept { failed.removeFirst() }
    }

    private mutating func start(_ entry: JournalEntry, of unit: String) {
        // A unit that was skipped for a condition is said to have finished, too.
        guard entry["JOB_RESULT"] ?? "done" == "done", let place = failed.firstIndex(of: unit) else { return }
        failed.remove(at: place)
        starts.append(ReliabilitySample.Start(unit: unit, at: entry.at))
    }

    private mutating func coreDump(_ entry: JournalEntry) {
        // Only systemd-coredump itself, in its own unit, is believed.
        guard entry["_SYSTEMD_UNIT"]?.hasPrefix("systemd-coredump@") == true else { return }
        // A session's scope tells no more than the program does; a service does.
        let service = entry["COREDUMP_UNIT"].flatMap { $0.hasSuffix(".service") ? $0 : nil }
        let program = entry["COREDUMP_COMM"] ?? "unknown"
        incidents.append(
            Incident(
                id: entry.id, at: entry.at, cause: .coreDump, name: service ?? program,
                detail: String(entry.text.prefix { $0 != "\n" }), signal: entry.number("COREDUMP_SIGNAL")))
    }

    private mutating func kernel(_ entry: JournalEntry) {
        guard let message = KernelMessage(entry.text) else { return }
        incidents.append(
            Incident(
                id: entry.id, at: entry.at, cause: message.cause, name: message.name, detail: entry.text,
                gravity: message.gravity))
    }
}
