// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Postgres
import Synchronization

/// One PostgreSQL for all tests of this process, begun when the first of them needs it, gone with the process.
///
/// Each process has its own, so several may run at once; what a process that was killed left behind, the next one
/// sweeps up.
public enum ThrowawayCluster {
    private static let prefix = "breeze-rehearsal-"
    /// Short, for a socket lies below it, and open to PostgreSQL's own account.
    private static let place = "/tmp/"

    private static let started: Result<(cluster: Cluster, folder: String), any Error> = Result {
        sweep()
        let folder = place + prefix + "\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let cluster = try Cluster(folder, mode: .throwaway)
        try cluster.start()
        atexit { ThrowawayCluster.end() }
        return (cluster, folder)
    }

    /// Blocks while it starts: a second, the first time.
    public static func get() throws -> Cluster { try started.get().cluster }

    private static func end() {
        guard case .success(let started) = started else { return }
        started.cluster.stop()
        try? FileManager.default.removeItem(atPath: started.folder)
    }

    private static func sweep() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let owner = name.dropFirst(prefix.count).split(separator: "-").first.flatMap { pid_t($0) }
            guard let owner, !lives(owner), !(server(of: place + name).map(lives) ?? false) else { continue }
            try? FileManager.default.removeItem(atPath: place + name)
        }
    }

    private static func lives(_ process: pid_t) -> Bool { kill(process, 0) == 0 || errno != ESRCH }

    private static func server(of folder: String) -> pid_t? {
        let text = try? String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8)
        return text?.split(separator: "\n").first.flatMap { pid_t($0) }
    }
}
