// SPDX-License-Identifier: Apache-2.0
import Agents
import Checkups
import FeatureKit
import Files
import Loops
import Postgres
import Secrets
import Settings
import Shapes
import Vocabulary
import Web

/// Looks at all that an installation stands on, whether its server runs or not; returns the exit status.
func examine(_ settings: Settings) async throws -> Int32 {
    let checkup = try await EventLoop.running { loop in try await Doctor(settings, loop).checkup() }
    return try tell(checkup, asJSON: settings[Options.isJSON])
}

private struct Doctor {
    let settings: Settings
    let installation: Installation
    let loop: EventLoop
    let now: Instant
    /// The server's process, if it runs.
    let server: Int32?

    init(_ settings: Settings, _ loop: EventLoop) {
        (self.settings, self.loop, now) = (settings, loop, .now)
        installation = Installation(settings[Options.data].description)
        server = listens(at: installation.socket) ? pid(in: installation.lock) : nil
    }

    func checkup() async throws -> Checkup {
        let stands: [Finding] = [
            configured, .space(at: installation.folder, least: 200 << 20, comfortable: 2 << 30),
            .memory(least: 1 << 30), .clock(now, after: Release.date), assets, agents,
        ]
        return Checkup(stands + [programs].compactMap(\.self) + [await database] + ports + papers + files)
    }

    private var configured: Finding {
        let given = settings.listed(without: [Options.isJSON]).filter { $0.source != "default" }
        let found = given.isEmpty ? "all defaults" : given.map { "\($0.name) (\($0.source))" }.joined(separator: ", ")
        guard settings.strays.isEmpty else {
            return .warning(
                "settings", "\(settings.strays.joined(separator: ", ")) is no setting", do: "unset it, or correct it")
        }
        return .ok("settings", found)
    }

    private var assets: Finding {
        .of("assets", do: "install the package anew, or make them: scripts/assets") {
            _ = try AssetFolder(settings[Options.assets]?.description).assets()
            return .ok("assets", "all there and as they were made")
        }
    }

    private var agents: Finding {
        .of("agents", do: "install the package anew, or name their folder with --agent-folder") {
            let machines = try AgentPrograms(settings[Options.handout]?.description).found().map(\.machine)
            guard machines.isEmpty else { return .ok("agents", "to hand out: \(machines.joined(separator: ", "))") }
            return .warning(
                "agents", "none to hand out", do: "build one (make agent), or name the folder with --agent-folder")
        }
    }

    private var ports: [Finding] {
        let address = settings[Options.address]
        let isPlain = Options.console(of: settings).hasPrefix("http://")
        let all = [
            (Options.console, "console and API", isPlain ? "127.0.0.1" : address, "--console-port"),
            (Options.agents, "agents", address, "--agents-port"),
            (Options.health, "health and metrics", "127.0.0.1", "--health-port"),
        ]
        return all.map { setting, whom, address, flag in
            server == nil
                ? .free(settings[setting], at: address, for: whom, set: flag)
                : .answering(settings[setting], at: address, for: whom)
        }
    }

    private var files: [Finding] { server.map { [.openFiles(of: $0, least: 4096)] } ?? [] }
}

extension Doctor {
    /// The embedded PostgreSQL's; one of somebody else's needs none here.
    private var programs: Finding? {
        guard settings[Options.databaseURL] == nil else { return nil }
        return .of("PostgreSQL", do: "apt-get install postgresql-15") {
            let place = "/usr/lib/postgresql"
            let majors = try names(in: place).filter { major in
                ["postgres", "initdb", "pg_dump"].allSatisfy { exists("\(place)/\(major)/bin/\($0)") }
            }
            let data = (try? contents(of: installation.postgres + "/data/PG_VERSION")).map {
                String(decoding: $0, as: UTF8.self).filter(\.isNumber)
            }
            guard let newest = majors.last else {
                return .failed("PostgreSQL", "not installed under \(place)", do: "apt-get install postgresql-15")
            }
            guard majors.contains(data ?? newest) else {
                let data = data ?? ""
                return .failed("PostgreSQL", "the data is of version \(data)", do: "apt-get install postgresql-\(data)")
            }
            return .ok("PostgreSQL", "version \(data ?? newest), \(place)/\(data ?? newest)")
        }
    }

    private var database: Finding {
        get async {
            if server != nil { return await readiness }
            guard settings[Options.databaseURL] != nil else {
                return exists(installation.postgres + "/data/PG_VERSION")
                    ? .ok("database", "not running, as the server is not; its data is there")
                    : .ok("database", "none yet: the first start makes it")
            }
            do {
                let database = Database(try Store(settings, installation, []).plan, on: [loop])
                let isReachable = await database.isReachable()
                await database.close()
                if isReachable { return .ok("database", "answers, where \(Options.databaseURL.declaration.name) says") }
            } catch {
                return .failed("database", "\(error)", do: "correct database_url_file")
            }
            return .failed("database", "does not answer", do: "start it, or correct the address in database_url_file")
        }
    }

    /// What the server itself says of its database.
    private var readiness: Finding {
        get async {
            let remedy = "see what it says: journalctl -u breeze"
            do {
                let address = try WebAddress("http://127.0.0.1:\(settings[Options.health])/readyz")
                let response = try await WebClient(on: loop).get(address)
                let said = String(repairing: try await response.body(limit: 1024), limit: 200).filter { $0 != "\n" }
                return response.status == 200
                    ? .ok("database", "the server says: \(said)")
                    : .failed("database", "the server says: \(said)", do: remedy)
            } catch {
                return .failed("database", "the server does not say: \(error)", do: remedy)
            }
        }
    }

    private var papers: [Finding] {
        let folder = installation.authority
        guard exists(folder) else { return [.ok("certificates", "none yet: the first start makes them")] }
        let authority = (try? contents(of: folder + "/authority.pem")).flatMap {
            try? Certificate(pem: String(decoding: $0, as: UTF8.self))
        }
        return [
            .certificate(
                "authority", at: folder + "/authority.pem", issuedBy: authority, now, renewedAt: .hours(365 * 24),
                do: "make a new authority, and enroll all devices anew"),
            .closed("authority's key", at: folder + "/authority.key"),
            .certificate(
                "certificate", at: folder + "/server.pem", issuedBy: authority, now, renewedAt: .hours(20 * 24),
                do: "restart the server: it makes a new one when the old one's end is near"),
            .closed("certificate's key", at: folder + "/server.key"),
        ]
    }
}

/// The number that the holder of a lock has written there.
private func pid(in lock: String) -> Int32? {
    (try? contents(of: lock, limit: 32)).flatMap { Int32(String(decoding: $0.prefix { $0 > 0x20 }, as: UTF8.self)) }
}
