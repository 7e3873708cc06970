// SPDX-License-Identifier: Apache-2.0
public import AgentKit
import DevicesWire
import Programs

extension AgentFeature {
    /// Looks at the machine when it is told to.
    public static let devices = AgentFeature("devices", handlers: [Handler(RunDiagnostics.self, examine)])
}

/// One program an area, each bounded in what it may print and how long it may take.
@Sendable private func examine(_ command: RunDiagnostics) throws -> RunDiagnostics.Report {
    RunDiagnostics.Report(
        sections: command.areas.map { area in
            RunDiagnostics.Section(area: area, text: text(of: area))
        })
}

/// What a program says; one that is not there, or takes too long, costs its own section only.
private func text(of area: Area) -> String {
    do {
        let finished = try inquiry(into: area).run(limit: 32_768, deadline: .seconds(8))
        return String(decoding: finished.output.isEmpty ? finished.errors : finished.output, as: UTF8.self)
    } catch {
        return "\(error)"
    }
}

private func inquiry(into area: Area) -> Program {
    switch area {
    case .disks: Program("/bin/df", ["-PT"])
    case .network: Program("/bin/ip", ["-brief", "address"])
    case .services: Program("/bin/systemctl", ["--failed", "--no-pager", "--plain"])
    case .journal: Program("/bin/journalctl", ["-p", "err", "-n", "50", "--no-pager", "-o", "short-iso"])
    case .processes: Program("/bin/ps", ["-eo", "pid,user,pcpu,rss,comm", "--sort=-pcpu"])
    }
}
