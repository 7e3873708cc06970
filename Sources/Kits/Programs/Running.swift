// SPDX-License-Identifier: Apache-2.0
import CSpawn
import Glibc

/// What a program said and how it ended.
public struct Finished: Sendable {
    public let ending: Ending
    public let output: [UInt8]
    public let errors: [UInt8]
}

extension Program {
    /// Runs it to its end and hears what it says; blocks this thread until then.
    ///
    /// Past the deadline, or past `limit` bytes on either channel, the program and its children are killed; what was
    /// heard so far is returned. So are they when it ends and leaves children behind.
    public func run(limit: Int = 1_048_576, deadline: Duration = .seconds(10)) throws(ProgramError) -> Finished {
        var output = Channel(limit: limit)
        var errors = Channel(limit: min(limit, 65_536))
        guard output.isOpen, errors.isOpen else { throw .notStarted(path, code: errno) }
        let child = try start(output: output.farEnd, errors: errors.farEnd, endedBy: SIGKILL)
        output.closeFarEnd()
        errors.closeFarEnd()
        let end = cs_end_descriptor(child.pid)
        defer { if end >= 0 { close(end) } }

        let verdict = listen(to: &output, &errors, until: end, of: child, deadline)
        // Before the wait: as long as the child is on the system's list, its group's number belongs to nobody else.
        child.killGroup()
        let ending = child.wait()
        return Finished(ending: verdict ?? ending, output: output.bytes, errors: errors.bytes)
    }

    /// Returns what was wrong, or nil when the child has ended and all it said was heard.
    private func listen(
        to output: inout Channel, _ errors: inout Channel, until end: Int32, of child: Child, _ deadline: Duration
    ) -> Ending? {
        let last = ContinuousClock.now + deadline
        while true {  // ends at the deadline
            let rest = last - .now
            guard rest > .zero else { return .overdue }
            // Without a descriptor for its end (kernels before 5.3) we look again every 50 ms.
            let pause = min(rest, end >= 0 ? .seconds(60) : .milliseconds(50))
            var places = [output.nearEnd, errors.nearEnd, end].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            poll(&places, 3, Int32(pause / .milliseconds(1)) + 1)
            let hasEnded = end >= 0 ? places[2].revents != 0 : child.hasEnded
            guard output.hear(), errors.hear() else { return .overlong }
            if hasEnded { return nil }
        }
    }
}

extension Child {
    fileprivate var hasEnded: Bool {
        var info = siginfo_t()
        let result = waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT | WNOHANG)
        return result != 0 || info.si_signo != 0
    }
}

/// One of the two pipes from a child, and what came through it.
private struct Channel: ~Copyable {
    private(set) var bytes: [UInt8] = []
    private let limit: Int
    /// The end that we read; -1 once nothing more can come.
    private(set) var nearEnd: Int32 = -1
    private(set) var farEnd: Int32 = -1

    init(limit: Int) {
        self.limit = limit
        var ends: [Int32] = [-1, -1]
        guard cs_pipe(&ends) == 0 else { return }
        (nearEnd, farEnd) = (ends[0], ends[1])
    }

    deinit {
        if nearEnd >= 0 { close(nearEnd) }
        if farEnd >= 0 { close(farEnd) }
    }

    var isOpen: Bool { nearEnd >= 0 }

    mutating func closeFarEnd() {
        close(farEnd)
        farEnd = -1
    }

    /// Takes what has come; false past the limit.
    mutating func hear() -> Bool {
        var piece = [UInt8](repeating: 0, count: 16_384)
        while nearEnd >= 0 {  // ends at the limit, or when nothing has come
            let count = read(nearEnd, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN { return true }
            guard count > 0 else {
                close(nearEnd)
                nearEnd = -1
                return true
            }
            let room = limit - bytes.count
            bytes.append(contentsOf: piece.prefix(min(count, room)))
            guard count <= room else { return false }
        }
        return true
    }
}
