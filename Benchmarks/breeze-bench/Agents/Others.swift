// SPDX-License-Identifier: Apache-2.0
import Files
import Loops
import Programs
import Web

/// Other agents of this machine, asked once a minute for what ours tells once a minute.
struct Others: Sendable {
    let folder: String
    let loop: EventLoop

    enum Kind: String, CaseIterable, Sendable {
        case nodeExporter = "prometheus-node-exporter"
        case zabbix = "zabbix-agent2"
    }

    /// One that runs.
    struct Started: Sendable {
        let kind: Kind
        let running: Running
        let port: Int
    }

    func start() throws -> [Started] {
        try Kind.allCases.map { kind in
            let port = try Host.freePort()
            let log = folder + "/\(kind.rawValue).log"
            switch kind {
            case .nodeExporter:
                let arguments = ["--web.listen-address=127.0.0.1:\(port)"]
                return Started(
                    kind: kind, running: try Running("/usr/bin/prometheus-node-exporter", arguments, log: log),
                    port: port)
            case .zabbix:
                let settings = """
                    Server=127.0.0.1
                    ListenIP=127.0.0.1
                    ListenPort=\(port)
                    LogType=console
                    ControlSocket=\(folder)/zabbix.sock
                    PluginSocket=\(folder)/zabbix-plugin.sock
                    PidFile=\(folder)/zabbix.pid
                    """
                try replace(folder + "/zabbix.conf", with: Array(settings.utf8), mode: 0o644)
                let arguments = ["-f", "-c", folder + "/zabbix.conf"]
                return Started(
                    kind: kind, running: try Running("/usr/sbin/zabbix_agent2", arguments, log: log), port: port)
            }
        }
    }

    /// What is asked of Zabbix's agent: processor, memory, load, disk, network, processes, uptime.
    private static let items = [
        "system.cpu.util", "system.cpu.load", "vm.memory.size[available]", "vfs.fs.get", "net.if.discovery", "proc.num",
        "system.uptime", "system.swap.size",
    ]

    /// Asks once, as a server of its own kind would.
    func ask(_ other: Started) async throws {
        switch other.kind {
        case .nodeExporter:
            let response = try await WebClient(on: loop).get(WebAddress("http://127.0.0.1:\(other.port)/metrics"))
            guard response.status == 200 else { throw Trouble("prometheus-node-exporter: \(response.status)") }
            _ = try await response.body(limit: 8 << 20)
        case .zabbix:
            for item in Self.items {
                let ask = "exec 3<>/dev/tcp/127.0.0.1/\(other.port); echo '\(item)' >&3; cat <&3"
                let answer = try await elsewhere {
                    try Program("/bin/bash", ["-c", ask]).run(deadline: .seconds(10)).output
                }
                guard answer.starts(with: Array("ZBXD".utf8)) else { throw Trouble("zabbix-agent2 did not answer") }
            }
        }
    }
}
