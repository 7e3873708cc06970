// SPDX-License-Identifier: Apache-2.0
import CPQ
import CSpawn
import Files
import Glibc
import Loops
import Synchronization

extension Cluster {
    /// Starts the server, keeps it running, and returns when it answers.
    func run(_ programs: Programs, _ account: Account) throws(Failed) {
        let start = rotateLog()
        let number = state.withLock { state in
            state.isSupervised = true
            return state.run
        }
        // The thread that spawns also waits: the signal at our death follows the spawning *thread*.
        thread { [self] in supervise(programs, account) }
        thread { [self] in watchLog(ofRun: number) }
        var patience = 120_000  // times 5 ms: recovery after a power cut takes its time
        while patience > 0 {
            if isReady, PQping(address(of: "postgres") + " user=breeze_root") == PQPING_OK { return }
            let (exits, failure) = state.withLock { ($0.exits, $0.spawnFailure) }
            if failure != 0 { throw Failed("cannot run", programs.folder + "postgres", failure) }
            if exits > 0, let end = verdict(onLogFrom: start, after: exits) { throw end }
            usleep(5_000)
            patience -= 1
        }
        throw Failed("PostgreSQL in \(folder.path) is not ready after 10 minutes", do: "see \(folder.log)")
    }

    /// Whether the file in which the server keeps its state says so; asking by connecting would fill its log.
    private var isReady: Bool {
        guard let process, let text = try? contents(of: folder.data + "/postmaster.pid") else { return false }
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count > 7 && Int32(lines[0]) == process && lines[7].hasPrefix("ready")
    }

    /// Starts it again whenever it ends, as long as we want it: a server that is down helps nobody.
    private func supervise(_ programs: Programs, _ account: Account) {
        defer { state.withLock { $0.isSupervised = false } }
        var pause = 100  // milliseconds
        while !state.withLock(\.isStopping) {
            let start = rotateLog()
            let log = open(folder.log, O_CREAT | O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
            let child = account.spawn(
                programs.folder + "postgres", ["-D", folder.data], output: log,
                diesWith: mode == .production ? SIGINT : SIGQUIT)
            close(log)
            guard child > 0 else { return state.withLock { $0.spawnFailure = -child } }
            let began = time(nil)
            let isUnwanted = state.withLock { state in
                state.child = child
                return state.isStopping
            }
            if isUnwanted { kill(child, SIGQUIT) }
            var status: Int32 = 0
            cs_wait(child, &status)
            let isStopping = state.withLock { state in
                state.child = 0
                state.exits += 1
                return state.isStopping
            }
            if isStopping { return }
            if time(nil) - began > 60 { pause = 100 }
            let why = reason(inLogFrom: start)
            tell("PostgreSQL (process \(child)) ended: \(why); starting it again in \(pause) ms")
            for _ in 0..<pause / 10 where !state.withLock(\.isStopping) { usleep(10_000) }
            pause = min(pause * 2, 5000)
        }
    }

    /// Whether its end was final; not if it stumbled over the remains of an earlier one, which go away.
    private func verdict(onLogFrom start: Int, after exits: Int) -> Failed? {
        let said = logged(from: start)
        let isPassing = ["already exists", "pre-existing shared memory", "Is another postmaster"].contains {
            said.contains($0)
        }
        if isPassing, exits < 12 { return nil }
        if tellsOfFullDisk(said) { return Failed("PostgreSQL cannot start in", folder.path, ENOSPC) }
        if exits < 3 { return nil }
        return Failed("PostgreSQL does not start in \(folder.path): \(lastWords(in: said))", do: "see \(folder.log)")
    }

    /// Why it ended, for whoever reads the journal, as far as its log tells.
    private func reason(inLogFrom start: Int) -> String {
        let said = logged(from: start)
        if tellsOfFullDisk(said) { return "the disk of \(folder.path) is full: make room there" }
        let words = lastWords(in: said)
        return words.isEmpty ? "it was killed" : words
    }

    private func tellsOfFullDisk(_ said: String) -> Bool {
        said.contains("No space left on device") || folder.room < 2
    }

    private func lastWords(in said: String) -> String {
        said.split(separator: "\n").suffix(where: { $0.contains("FATAL") || $0.contains("PANIC") }).joined(
            separator: "; ")
    }

    /// A server of an earlier run may still be writing its last checkpoint, or may have been left alone.
    func endEarlierServer() throws(Failed) {
        guard let earlier = earlierServer() else { return }
        tell("waiting for the PostgreSQL of an earlier run (process \(earlier)) to end")
        kill(earlier, SIGINT)
        guard waited(60, until: { earlierServer() != earlier }) else {
            throw Failed("an earlier PostgreSQL (process \(earlier)) does not stop", do: "end it, then start again")
        }
    }

    /// The process named in the data, if it works there: numbers are used again.
    private func earlierServer() -> Int32? {
        guard let text = try? contents(of: folder.data + "/postmaster.pid"),
            let first = String(decoding: text, as: UTF8.self).split(separator: "\n").first,
            let process = Int32(first), process > 1, let here = realpath(folder.data, nil)
        else { return nil }
        defer { free(here) }
        guard let there = realpath("/proc/\(process)/cwd", nil) else { return nil }
        defer { free(there) }
        return strcmp(here, there) == 0 ? process : nil
    }
}

extension Collection {
    /// The last few that are meant.
    fileprivate func suffix(where isMeant: (Element) -> Bool) -> ArraySlice<Element> { filter(isMeant).suffix(3) }
}
