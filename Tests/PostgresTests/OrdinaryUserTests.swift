// SPDX-License-Identifier: Apache-2.0
import Foundation
import Postgres
import Rehearsal
import Testing

/// What only an ordinary user meets, in a process of its own, for one cannot come back from being one.
@Suite(.enabled(if: geteuid() == 0, "root can become an ordinary user"), .timeLimit(.minutes(3)))
struct OrdinaryUserTests {
    @Test("an ordinary user gets a cluster too") func ordinary() async {
        await #expect(processExitsWith: .success) {
            let path = "/tmp/breeze-test-\(getpid())-nobody"
            try become("nobody")
            let cluster = try Cluster(path, mode: .throwaway)
            try cluster.start()
            try Migrations([("one", "create table one (number int)")]).apply(at: cluster.address)
            cluster.stop()
            try FileManager.default.removeItem(atPath: path)
        }
    }

    @Test("a folder that one may not write to is named, with what to do") func unwritable() async {
        await #expect(processExitsWith: .success) {
            try become("nobody")
            try expect(
                "cannot make the folder /usr/breeze (Permission denied): "
                    + "give user \(geteuid()) the right to write there, or choose another --data"
            ) { try Cluster("/usr/breeze/postgres").start() }
            try expect(
                "cannot use the folder /usr (Operation not permitted)", isPrefix: true
            ) { try Cluster("/usr").start() }
        }
    }

    @Test("a folder that PostgreSQL's account cannot get to is named") func unreachable() throws {
        let path = "/tmp/breeze-test-\(getpid())-closed"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: Cluster.Failed.self) { try Cluster(path + "/postgres").start() }
        #expect(error?.description.contains("may not pass through \(path) to \(path)/postgres") == true)
    }
}

struct Unexpected: Error { let text: String }

private func become(_ name: String) throws {
    guard let entry = getpwnam(name) else { throw Unexpected(text: "no account \(name)") }
    let (user, group) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
    guard setgroups(0, nil) == 0, setgid(group) == 0, setuid(user) == 0 else {
        throw Unexpected(text: "cannot become \(name)")
    }
}

private func expect(_ text: String, isPrefix: Bool = false, _ body: () throws -> Void) throws {
    do {
        try body()
    } catch let error as Cluster.Failed {
        guard isPrefix ? error.description.hasPrefix(text) : error.description == text else {
            throw Unexpected(text: error.description)
        }
        return
    }
    throw Unexpected(text: "no error")
}
