// SPDX-License-Identifier: Apache-2.0
import Foundation
import Loops
import Rehearsal
import Synchronization
import Testing

@testable import Postgres

/// Backups: whole, of one moment, nobody else's to read, and found out when they are not what was written.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ArchiveTests {
    private static let steps = [
        (
            "one_1_create",
            """
            create table parent (id int primary key);
            create table one (id int primary key, parent int references parent, text text) ;
            alter table one enable row level security;
            alter table one force row level security;
            create policy all_of_it on one to breeze_org using (true);
            grant select, insert, update, delete on one to breeze_org, breeze_system;
            insert into parent values (1);
            create table cut (at date) partition by range (at);
            create table cut_1 partition of cut for values from ('2026-01-01') to ('2027-01-01');
            insert into cut values ('2026-05-05'), ('2026-06-06')
            """
        )
    ]

    /// On a thread of its own: what blocks must not hold up those who share the few that tasks have.
    private static func withCluster(_ body: @escaping @Sendable (Cluster, String) throws -> Void) async throws {
        try await elsewhere { try withCluster(doing: body) }
    }

    private static func withCluster(doing body: (Cluster, String) throws -> Void) throws {
        let path = "/tmp/breeze-test-\(getpid())-archive"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let cluster = try Cluster(path + "/pg", mode: .throwaway)
        try cluster.start()
        defer { cluster.stop() }
        try cluster.migrate(Migrations(steps))
        let system = try StartupConnection(cluster.address, as: Roles.system)
        try system.run("insert into one select n, 1, 'text ' || n from generate_series(1, 1000) n")
        try body(cluster, path)
    }

    @Test("what is restored is what there was: rows behind row security, keys, policies, migrations") func whole()
        async throws
    {
        try await Self.withCluster { cluster, path in
            let manifest = try Archive(of: cluster).backUp(to: path + "/a.dump")
            #expect(
                manifest.rows == [
                    "public.one": 1000, "public.parent": 1, "public.cut": 2, "public.schema_migration": 1,
                ])
            #expect((manifest.foreignKeys, manifest.policies) == (1, 1))
            for file in ["a.dump", "a.dump.sha256", "a.dump.json"] {
                let facts = try FileManager.default.attributesOfItem(atPath: "\(path)/\(file)")
                #expect(facts[.posixPermissions] as? Int == 0o600, "\(file)")
            }
            try cluster.createEmptyDatabase("again")
            let again = try Archive(of: cluster, database: "again")
            #expect(try again.isEmpty())
            #expect(try again.restore(from: path + "/a.dump") == manifest)
            let owner = try StartupConnection(cluster.address(of: "again"), as: Roles.owner)
            #expect(try owner.rows("select count(*) from one") == [["0"]], "row security binds the owner here too")
            #expect(throws: Complaint.self) { try owner.run("insert into one values (2000, 99, 'no such parent')") }
            let system = try StartupConnection(cluster.address(of: "again"), as: Roles.system)
            #expect(try system.rows("select count(*), sum(id) from one") == [["1000", "500500"]])
            #expect(try Migrations(Self.steps).apply(at: cluster.address(of: "again")) == [])
            // Never over what is there.
            let refused = #expect(throws: Archive.Failed.self) { try again.restore(from: path + "/a.dump") }
            #expect(refused?.description.contains("nothing was restored") == true)
            let twice = #expect(throws: Archive.Failed.self) { try Archive(of: cluster).backUp(to: path + "/a.dump") }
            #expect(twice?.description.contains("there already") == true)
            #expect(try Archive.verify(path + "/a.dump", in: "/tmp") == manifest)
            let left = try FileManager.default.contentsOfDirectory(atPath: "/tmp").filter {
                $0.hasPrefix("breeze-verify-")
            }
            #expect(left == [])
        }
    }

    @Test("one moment, whoever writes meanwhile: the counts and the rows agree") func moment() async throws {
        try await Self.withCluster { cluster, path in
            let (isOver, address, writing) = (AtomicFlag(), cluster.address, Writing())
            thread {
                do {
                    let writer = try StartupConnection(address, as: Roles.system)
                    while !isOver.isSet {
                        let number = 1001 + writing.count
                        try writer.run("insert into one values (\(number), 1, 'more')")
                        writing.one()
                    }
                } catch { writing.stopped("\(error)") }
                writing.stopped("in order")
            }
            defer {
                isOver.set()
                while writing.ending == nil { usleep(1000) }
                #expect(writing.ending == "in order")
            }
            for number in 0..<3 {
                let before = writing.count
                while writing.count == before, writing.ending == nil { usleep(1000) }
                let file = "\(path)/moment\(number).dump"
                let count = try Archive(of: cluster).backUp(to: file).rows["public.one"] ?? 0
                #expect(count > 1000 + before, "it was written to meanwhile")
                try cluster.createEmptyDatabase("moment\(number)")
                try Archive(of: cluster, database: "moment\(number)").restore(from: file)
            }
        }
    }

    @Test("a backup that was changed, cut off, or lost what lies beside it is refused, and says which") func damaged()
        async throws
    {
        try await Self.withCluster { cluster, path in
            let file = path + "/b.dump"
            try Archive(of: cluster).backUp(to: file)
            let bytes = try #require(FileManager.default.contents(atPath: file))
            var changed = bytes
            changed[changed.count / 2] ^= 1
            for damage in [changed, bytes.prefix(bytes.count - 100), Data()] {
                try damage.write(to: URL(filePath: file))
                let error = #expect(throws: Archive.Failed.self) { try Archive.verify(file, in: "/tmp") }
                #expect(error?.description.contains("checksum") == true)
            }
            try bytes.write(to: URL(filePath: file))
            // Right bytes, and a manifest that knows better.
            var manifest = try String(contentsOfFile: file + ".json", encoding: .utf8)
            manifest = manifest.replacing("\"public.one\":1000", with: "\"public.one\":1001")
            try manifest.write(toFile: file + ".json", atomically: false, encoding: .utf8)
            let error = #expect(throws: Archive.Failed.self) { try Archive.verify(file, in: "/tmp") }
            #expect(error?.description == "public.one has 1000 rows, the backup had 1001")
            try FileManager.default.removeItem(atPath: file + ".json")
            #expect(throws: Archive.Failed.self) { try Archive.verify(file, in: "/tmp") }
            #expect(throws: Archive.Failed.self) { try Archive.verify(path + "/none.dump", in: "/tmp") }
        }
    }

    @Test("a restore that fails half-way leaves an empty database") func half() async throws {
        try await Self.withCluster { cluster, path in
            try Archive(of: cluster).backUp(to: path + "/c.dump")
            try cluster.createEmptyDatabase("half")
            try cluster.byRoot("create type mood as enum ('x')", in: "half")
            // The last thing that a restore does is in the way of somebody's object.
            try cluster.byRoot("create function parent() returns int language sql as 'select 1'", in: "half")
            try cluster.byRoot(
                "revoke create on schema public from breeze_owner; alter database half owner to breeze_root", in: "half"
            )
            #expect(throws: Archive.Failed.self) {
                try Archive(of: cluster, database: "half").restore(from: path + "/c.dump")
            }
            let root = try StartupConnection(cluster.address(of: "half"), as: "breeze_root")
            #expect(try root.rows("select relname from pg_class where relnamespace = 'public'::regnamespace") == [])
        }
    }
}

/// How far a writer has come, and how it ended.
private final class Writing: Sendable {
    private let state = Mutex<(count: Int, ending: String?)>((0, nil))
    var count: Int { state.withLock(\.count) }
    var ending: String? { state.withLock(\.ending) }
    func one() { state.withLock { $0.count += 1 } }
    /// The first word counts.
    func stopped(_ why: String) { state.withLock { $0.ending = $0.ending ?? why } }
}
