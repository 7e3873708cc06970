// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization

/// A child process of ours, in a group of its own, that is always waited for.
///
/// Not Foundation's `Process`, whose news of an end comes late or never when a grandchild keeps its descriptors.
final class Child: Sendable {
    private let state = Mutex<pid_t?>(nil)

    /// The number, as long as it is surely still this process's.
    var pid: pid_t? { state.withLock(\.self) }

    /// Starts a program; `ended` is called once, on a thread of its own, with the status as a shell counts it.
    init(
        _ command: [String], in folder: URL? = nil, out: Int32? = nil, err: Int32? = nil,
        ended: @escaping @Sendable (Int32) -> Void
    ) throws {
        let pid = try Self.spawn(command, in: folder?.path, out: out, err: err)
        state.withLock { $0 = pid }
        Thread.detachNewThread { [self] in
            var status: Int32 = 0
            // Waits without reaping first: the number stays ours until nobody can signal it any more.
            var info = siginfo_t()
            while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) == -1 && errno == EINTR {}
            state.withLock { $0 = nil }
            while waitpid(pid, &status, 0) == -1 && errno == EINTR {}
            let signal = status & 0x7f
            ended(signal == 0 ? (status >> 8) & 0xff : 128 + signal)
        }
    }

    func signal(_ number: Int32) {
        state.withLock { pid in if let pid { kill(pid, number) } }
    }

    /// Nothing but the three standard descriptors and the environment goes over.
    private static func spawn(_ command: [String], in folder: String?, out: Int32?, err: Int32?) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, target) in [(out, 1), (err, 2)] as [(Int32?, Int32)] {
            if let descriptor {
                posix_spawn_file_actions_adddup2(&actions, descriptor, target)
            } else {
                posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_WRONLY, 0)
            }
        }
        // One that is closed already by then is no error.
        let mine = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in mine.compactMap(Int32.init) where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let command = (folder.map { ["env", "--chdir=\($0)"] } ?? []) + command
        let words = command.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, command[0], &actions, &attributes, words, environ)
        guard failure == 0 else { throw Endpoint.Failed("\(command[0]): \(String(cString: strerror(failure)))") }
        return pid
    }
}
