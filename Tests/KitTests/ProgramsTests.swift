// SPDX-License-Identifier: Apache-2.0
import Files
import Foundation
import Programs
import Testing

@Suite struct ProgramsTests {
    private func shell(_ script: String) -> Program { Program("/bin/sh", ["-c", script]) }
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test("a program is heard on both channels, and its code is known") func runs() throws {
        let done = try shell("echo out; echo err >&2; exit 3").run()
        #expect(text(done.output) == "out\n" && text(done.errors) == "err\n" && done.ending == .exited(3))
        #expect(try Program("/bin/echo", ["a b", "$HOME", "*"]).run().output == Array("a b $HOME *\n".utf8))
        #expect(try shell("kill -TERM $$").run().ending == .killed(bySignal: SIGTERM))
    }

    @Test("it finds around it what we say and nothing of ours") func surroundings() throws {
        let program = Program("/usr/bin/env", environment: ["A": "1", "B": "x y"], in: "/tmp")
        #expect(try text(program.run().output) == "A=1\nB=x y\n")
        #expect(try text(Program("/bin/pwd", in: "/tmp").run().output) == "/tmp\n")
        #expect(try text(shell("cat; umask; ls /proc/self/fd | wc -l").run().output) == "0077\n4\n")
    }

    @Test("one that takes too long is killed with its children, and what it said is kept") func deadlines() throws {
        let done = try shell("echo $$; sleep 600 & sleep 600").run(deadline: .milliseconds(200))
        #expect(done.ending == .overdue)
        let group = try #require(Int32(text(done.output).dropLast()))
        #expect(isDying(group))
    }

    @Test("one that leaves a child behind does not keep us waiting for it") func orphans() throws {
        let done = try shell("sleep 600 & echo $!").run(deadline: .seconds(60))
        #expect(done.ending == .exited(0))
        let orphan = try #require(Int32(text(done.output).dropLast()))
        #expect(isDying(orphan))
    }

    @Test("one that never stops talking is cut off") func limits() throws {
        let done = try Program("/usr/bin/yes").run(limit: 100_000, deadline: .seconds(60))
        #expect(done.ending == .overlong && done.output.count == 100_000)
        let exact = try shell("head -c 100000 /dev/zero").run(limit: 100_000)
        #expect(exact.ending == .exited(0) && exact.output.count == 100_000)
    }

    @Test("one that closes its channels is still waited for") func silent() throws {
        #expect(try shell("exec >&- 2>&-; sleep 0.1; exit 5").run().ending == .exited(5))
    }

    @Test("what cannot start says why") func failures() {
        let missing = #expect(throws: ProgramError.self) { try Program("/no/such").run() }
        #expect(missing == .notStarted("/no/such", code: ENOENT))
        #expect(throws: ProgramError.notStarted("/etc/passwd", code: EACCES)) { try Program("/etc/passwd").run() }
        #expect(throws: ProgramError.notStarted("/bin/echo", code: EINVAL)) { try Program("/bin/echo", ["a\0b"]).run() }
        #expect(throws: ProgramError.notStarted("/bin/echo", code: ENOENT)) {
            try Program("/bin/echo", in: "/no/such").run()
        }
        #expect(throws: ProgramError.noAccount("nobody at all")) { try Account(named: "nobody at all") }
    }

    @Test("root starts it as another account, which owns nothing of root's", .enabled(if: geteuid() == 0))
    func accounts() throws {
        let nobody = try Account(named: "nobody")
        let done = try Program("/bin/sh", ["-c", "id -u; id -G; cat /etc/shadow"], as: nobody).run()
        #expect(text(done.output) == "\(nobody.user)\n\(nobody.group)\n" && !done.ending.isSuccess)
        let folder = FileManager.default.temporaryDirectory.appending(path: "breeze-account-\(UUID().uuidString)").path
        try makeFolder(folder)
        try nobody.takes(folder)
        #expect(try Program("/usr/bin/touch", [folder + "/mine"], as: nobody).run().ending.isSuccess)
    }

    @Test("a child that goes on is signalled while it lives, and never after") func children() throws {
        let child = try Program("/bin/sleep", ["600"]).start(endedBy: SIGKILL)
        #expect(child.send(0) && child.send(SIGINT))
        #expect(child.wait() == .killed(bySignal: SIGINT) && child.wait() == .killed(bySignal: SIGINT))
        #expect(!child.send(SIGINT))
    }

    /// Gone, or waiting for init to take it off the list; a signal takes a moment to arrive.
    private func isDying(_ pid: Int32) -> Bool {
        for _ in 0..<1_000_000 {
            guard let stat = try? contents(of: "/proc/\(pid)/stat") else { return true }
            if text(stat).contains(") Z ") || text(stat).contains(") X ") { return true }
            sched_yield()
        }
        return false
    }
}
