// SPDX-License-Identifier: Apache-2.0
@testable import Postgres
import Testing

/// What the kit decides before it touches anything.
@Suite struct HouseholdTests {
    @Test(
        "the memory limit is the least of the machine and its groups",
        arguments: [
            (
                "0::/a/b\n", ["/sys/fs/cgroup/a/b/memory.max": "max\n", "/sys/fs/cgroup/a/memory.max": "1073741824\n"],
                1024
            ),
            ("0::/\n", ["/sys/fs/cgroup/memory.max": "536870912\n"], 512),
            ("4:memory:/x\n0::/\n", ["/sys/fs/cgroup/memory/x/memory.limit_in_bytes": "268435456\n"], 256),
            ("4:memory:/x\n", ["/sys/fs/cgroup/memory/x/memory.limit_in_bytes": "9223372036854771712\n"], 8000),
            ("", [:], 8000),
        ] as [(String, [String: String], Int)])
    func memory(groups: String, files: [String: String], limit: Int) {
        #expect(memoryLimit(machine: 8000, groups: groups) { files[$0] } == limit)
    }

    @Test(
        "the server's buffers are a quarter of the memory, up to a gigabyte",
        arguments: [
            (100, 32), (512, 128), (4000, 1000), (64_000, 1024),
        ]) func buffers(memory: Int, buffers: Int) throws
    {
        let settings = try ServerSettings(socket: "/run/x", memory: memory, mode: .production)
        #expect(settings.text.contains("\nshared_buffers = \(buffers)MB\n"))
        #expect(!settings.text.contains("fsync"))
    }

    @Test("a path with a quotation mark in it cannot end the setting it stands in") func quotes() throws {
        let settings = try ServerSettings(socket: "/a'b, c", memory: 512, mode: .production)
        #expect(settings.text.contains("unix_socket_directories = '\"/a''b, c\"'\n"))
        #expect(throws: Cluster.Failed.self) { try ServerSettings(socket: "/a\"b", memory: 512, mode: .production) }
        #expect(quoted("it's a \\") == "'it\\'s a \\\\'")
    }

    @Test("a socket that would lie too deep lies in the folder for such things, or is refused") func sockets() throws {
        let deep = "/" + String(repeating: "deep/", count: 20)
        #expect(try socketFolder(for: "/var/lib/breeze", isRoot: true, runtime: nil) == "/var/lib/breeze/socket")
        let root = try socketFolder(for: deep, isRoot: true, runtime: nil)
        #expect(root.hasPrefix("/run/breeze-") && root.utf8.count < 40)
        #expect(try socketFolder(for: deep, isRoot: false, runtime: "/run/user/7").hasPrefix("/run/user/7/breeze-"))
        #expect(throws: Cluster.Failed.self) { try socketFolder(for: deep, isRoot: false, runtime: nil) }
    }

    @Test("data stays with the version that made it") func versions() throws {
        #expect(try Programs(installed: [15, 17], data: nil, at: "/d").folder == "/usr/lib/postgresql/17/bin/")
        let kept = try Programs(installed: [15, 17], data: 15, at: "/d")
        #expect(kept.folder == "/usr/lib/postgresql/15/bin/")
        #expect(kept.remark == "PostgreSQL 17 is installed; /d stays with 15 until pg_upgrade has brought it over")
        #expect(try Programs(installed: [15], data: 15, at: "/d").remark == nil)
        let missing = #expect(throws: Cluster.Failed.self) { try Programs(installed: [17], data: 15, at: "/d") }
        #expect(missing?.description.contains("apt-get install postgresql-15") == true)
        #expect(throws: Cluster.Failed.self) { try Programs(installed: [], data: nil, at: "/d") }
    }

    @Test(
        "of an error about data only the words remain",
        arguments: [
            (
                "22P02", "invalid input syntax for type integer: \"a \"b\" c\"",
                "invalid input syntax for type integer: \"…\""
            ),
            ("22P02", "malformed \"", "malformed \""),
            ("42P01", "relation \"x\" does not exist", "relation \"x\" does not exist"),
        ]) func words(state: String, message: String, left: String)
    { #expect(blanked(message, state) == left) }

    @Test("contexts of one role that differ in their keys are our own mistake, and end the program") func keys() async {
        await #expect(processExitsWith: .failure) {
            var lane = Lane(role: "breeze_org", readers: 0..<1, leased: 1..<2)
            lane.admit(Context(role: "breeze_org", settings: ["app.org": "a"]))
            lane.admit(Context(role: "breeze_org", settings: ["app.org": "b"]))
            lane.admit(Context(role: "breeze_org", settings: [:]))
        }
    }

    @Test("the statement unused for longest is forgotten first") func forgetting() {
        var statements = Statements()
        for number in 0..<Statements.most { _ = statements.make("\(number)") }
        _ = statements.find("0")
        #expect(statements.makeRoom()?.text == "1")
        #expect(statements.find("0") != nil)
    }
}
