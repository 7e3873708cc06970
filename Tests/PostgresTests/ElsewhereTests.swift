// SPDX-License-Identifier: Apache-2.0
import Foundation
import Loops
import Programs
import Rehearsal
import Testing

@testable import Postgres

/// A PostgreSQL that somebody else runs: over TLS, set up by its administrator.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ElsewhereTests {
    /// A second server, on a port with TLS and passwords, as a provider of databases has it.
    private static func withServer(
        _ body: (_ cluster: Cluster, _ url: String, _ root: String) async throws -> Void
    ) async throws {
        let path = "/tmp/breeze-test-\(getpid())-elsewhere"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let cluster = try Cluster(path, mode: .throwaway)
        let port = Int.random(in: 20_000..<30_000)
        try await elsewhere {
            try cluster.start()
            try prepare(cluster, path, port)
        }
        let account = try Account()
        let server = Program(
            try Archive(of: "dbname=breeze").tools + "postgres", ["-D", path + "/data"],
            as: account.isOther ? try .init(named: account.name) : nil)
        let child = try server.start()
        defer {
            child.send(SIGINT)
            child.wait()
        }
        let password = "it's%20%5Ca%20se%3Bcret"
        let url = "postgresql://breeze_owner:\(password)@localhost:\(port)/breeze?hostaddr=127.0.0.1"
        let root = "host=\(path)/socket port=\(port) dbname=breeze"
        try await eventually { (try? StartupConnection(root, as: "breeze_root")) != nil }
        try await body(cluster, url, root)
    }

    /// On a port, with TLS and passwords; then it stops, for the cluster would look for it on no port.
    private static func prepare(_ cluster: Cluster, _ path: String, _ port: Int) throws {
        try certificates(in: path)
        for sql in [
            "alter system set listen_addresses = '127.0.0.1'", "alter system set port = \(port)",
            "alter system set ssl = on", "alter system set ssl_cert_file = '\(path)/data/server.crt'",
            "alter system set ssl_key_file = '\(path)/data/server.key'",
            "alter system set hba_file = '\(path)/data/elsewhere.conf'",
        ] + Roles.all.map({ "alter role \($0) password 'it''s \\a se;cret'" }) { try cluster.byRoot(sql) }
        let rules = "local all all peer map=breeze\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
        try rules.write(toFile: path + "/data/elsewhere.conf", atomically: false, encoding: .utf8)
        let account = try Account()
        for file in ["server.crt", "server.key", "elsewhere.conf"] {
            chown("\(path)/data/\(file)", account.user, account.group)
            chmod("\(path)/data/\(file)", 0o600)
        }
        try cluster.byRoot("checkpoint")  // a throwaway one does not force its commits to the disk
        cluster.stop()
    }

    /// An authority, and a certificate of its for `localhost`.
    private static func certificates(in path: String) throws {
        let steps = [
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout \(path)/root.key -out \(path)/root.crt",
            "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout \(path)/data/server.key -out \(path)/server.csr",
            "x509 -req -in \(path)/server.csr -CA \(path)/root.crt -CAkey \(path)/root.key -CAcreateserial -days 2 "
                + "-out \(path)/data/server.crt",
        ]
        for step in steps {
            let words = step.split(separator: " ").map(String.init)
            let finished = try Program("/usr/bin/openssl", words).run(deadline: .seconds(60))
            guard finished.ending.isSuccess else {
                throw Unexpected(text: String(decoding: finished.errors, as: UTF8.self))
            }
        }
    }

    @Test("over TLS, the server's certificate and name verified; with passwords; migrated, asked, backed up")
    func verified() async throws {
        try await Self.withServer { cluster, url, root in
            let path = cluster.folder.path
            let address = "\(url)&sslmode=verify-full&sslrootcert=\(path)/root.crt"
            try await elsewhere { try Roles.check(at: address) }
            let step = ("one", "create table one as select 7 as number; grant select on one to breeze_org")
            #expect(try Migrations([step]).apply(at: address) == ["one"])
            let database = Database(
                Plan(at: address, [.init("breeze_org", shared: 1, leased: 1)], patience: .seconds(60)),
                on: [ThrowawayDatabase.loop])
            #expect(try await database.reading(in: .ada).one("select number from one")?("number") == 7)
            let isEncrypted: Bool? = try await database.reading(in: .ada).one(
                "select ssl from pg_stat_ssl where pid = pg_backend_pid()")?("ssl")
            #expect(isEncrypted == true)
            var nudges = database.listen("elsewhere").makeAsyncIterator()
            await nudges.next()
            database.notify("elsewhere")
            await nudges.next()
            let archive = try Archive(of: address)
            #expect(try archive.backUp(to: path + "/one.dump").rows["public.one"] == 1)
            #expect(try archive.standing().migrations == 1)
            await database.close()
            // Another name than the certificate's, another authority, no TLS at all: nobody is talked to.
            for wrong in [
                url.replacing("@localhost:", with: "@elsewhere:") + "&sslmode=verify-full&sslrootcert=\(path)/root.crt",
                "\(url)&sslmode=verify-full&sslrootcert=\(path)/data/server.crt", "\(url)&sslmode=disable",
            ] {
                #expect(throws: Migrations.Failed.self) { try Migrations([step]).apply(at: wrong) }
                #expect(throws: (any Error).self) { try Roles.check(at: wrong) }
            }
        }
    }

    @Test("what an administrator has left out is said, all of it, with what to do; the printed SQL mends it")
    func missing() async throws {
        try await Self.withServer { cluster, url, root in
            let address = "\(url)&sslmode=verify-full&sslrootcert=\(cluster.folder.path)/root.crt"
            let administrator = try StartupConnection(root, as: "breeze_root")
            try administrator.run(
                """
                alter role breeze_system nobypassrls; alter role breeze_org bypassrls; alter role breeze_partner nologin;
                revoke breeze_system from breeze_owner; revoke pg_read_all_data from breeze_backup;
                revoke all on database breeze from breeze_scoped; drop role breeze_scoped;
                alter database breeze owner to breeze_root; grant connect on database breeze to breeze_owner;
                revoke all on schema public from breeze_owner
                """)
            let missing = #expect(throws: Roles.Missing.self) { try Roles.check(at: address) }
            for word in [
                "no role breeze_scoped", "breeze_system lacks bypassrls", "breeze_org has bypassrls",
                "breeze_partner may not log in", "may not make schemas",
            ] { #expect(missing?.description.contains(word) == true, "\(word): \(missing?.description ?? "")") }
            #expect(missing?.description.contains("breeze db roles") == true)
            let sql = cluster.folder.path + "/roles.sql"
            try Roles.setup(database: "breeze").write(toFile: sql, atomically: false, encoding: .utf8)
            let parts = root.split(separator: " ").map { $0.split(separator: "=")[1] }
            let psql = try Program(
                "/usr/bin/psql",
                [
                    "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "\(parts[0])", "-p", "\(parts[1])", "-U", "breeze_root",
                    "-d", "breeze", "-f", sql,
                ]
            ).run(deadline: .seconds(60))
            #expect(psql.ending.isSuccess, "\(String(decoding: psql.errors, as: UTF8.self))")
            try administrator.run("alter role breeze_scoped password 'it''s \\a se;cret'")
            try Roles.check(at: address)
        }
    }

    @Test("a password is nowhere in what other users of the machine can see") func hidden() throws {
        let archive = try Archive(of: "postgresql://somebody:secret@db.example/breeze?sslmode=verify-full")
        let shell = archive.shell([])
        #expect(!shell.words.joined().contains("secret") && !shell.path.contains("secret"))
        #expect(shell.environment["PGPASSWORD"] == "secret")
        #expect(shell.environment["PGUSER"] == "breeze_system")
        #expect(shell.environment["PGSSLMODE"] == "verify-full")
    }
}
