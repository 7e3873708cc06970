// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A program that did not do what it was started for.
struct ProgramError: Error, Equatable {
    let program: String
    let why: String
}

/// Runs journalctl: nothing on its input, English on its output, and an end to both its time and its words.
enum Journalctl {
    private static let limit = 512 << 10
    private static let milliseconds = 20_000
    private static let environment = ["PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"]

    /// What it prints, cut after half a megabyte.
    @Sendable static func run(_ program: String, _ arguments: [String]) throws -> [UInt8] {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw ProgramError(program: program, why: "no pipe: \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let started = start(program, arguments, output: ends[1])
        close(ends[1])
        guard case .success(let child) = started else {
            if case .failure(let error) = started { throw error }
            return []
        }
        let (bytes, isWhole) = read(ends[0])
        if !isWhole { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard isWhole, status != 0 else {
            // One that printed nothing in all its time was stopped, and not cut.
            if bytes.isEmpty, !isWhole { throw ProgramError(program: program, why: "said nothing for 20 s") }
            return bytes
        }
        throw ProgramError(program: program, why: "ended with status \(status >> 8 & 0xFF), signal \(status & 0x7F)")
    }

    private static func start(_ program: String, _ arguments: [String], output: Int32) -> Result<pid_t, ProgramError> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // Signals that the agent waits for in its own way must reach the child as usual.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { (word: String) in strdup(word) }
        var environment: [UnsafeMutablePointer<CChar>?] = Self.environment.map { (word: String) in strdup(word) }
        words.append(nil)
        environment.append(nil)
        defer { for word in words + environment { free(word) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, program, &actions, &attributes, &words, &environment)
        guard failure == 0 else {
            return .failure(ProgramError(program: program, why: "cannot be started: \(failure)"))
        }
        return .success(child)
    }

    private static func read(_ end: Int32) -> (bytes: [UInt8], isWhole: Bool) {
        let deadline = now() + milliseconds
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while bytes.count < limit {
            var wanted = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
            let left = deadline - now()
            guard left > 0 else { return (bytes, false) }
            guard poll(&wanted, 1, Int32(left)) > 0 else { continue }
            let count = Glibc.read(end, &piece, piece.count)
            if count == 0 { return (bytes, true) }
            if count > 0 {
                bytes.append(contentsOf: piece.prefix(count))
            } else if errno != EINTR {
                return (bytes, false)
            }
        }
        return (bytes, false)
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
