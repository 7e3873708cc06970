// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
import Files
import Reception
public import Secrets
import Vocabulary
public import Web

/// What a machine fetches before it is in care: the agent's program, and a script that checks and installs it.
public struct Handout: Sendable {
    /// Everything that is handed out lies below this path.
    public static let root = "/install/"

    /// One agent's program, for machines that `uname -m` calls so.
    public struct Program: Sendable {
        public let machine: String
        public let path: String
        public let digest: Digest

        /// Reads it once, for its digest.
        public init(machine: String, path: String) throws {
            (self.machine, self.path) = (machine, path)
            digest = Digest(of: try contents(of: path, limit: 128 << 20))
        }

        var name: String { "breeze-agent-\(machine)" }
    }

    private let programs: [Program]
    private let script: [UInt8]

    public init(_ programs: [Program], at whereabouts: Whereabouts) {
        self.programs = programs.sorted { $0.machine < $1.machine }
        script = Array(InstallScript(whereabouts, self.programs).text.utf8)
    }

    /// That of the script; nil if there is no agent to hand out.
    public var digest: Digest? { programs.isEmpty ? nil : Digest(of: script) }

    public func response(to request: Web.Request) -> Web.Response {
        do throws(Refusal) { return try answer(request) } catch { return Problem(error).response(to: request.id) }
    }

    private func answer(_ request: Web.Request) throws(Refusal) -> Web.Response {
        guard request.method == "GET", !programs.isEmpty else { throw .notFound("agent to hand out at this server") }
        let name = request.path.dropFirst(Self.root.count)
        if name == "agent" { return Web.Response(200, text: String(decoding: script, as: UTF8.self)) }
        guard let program = programs.first(where: { $0.name == name || $0.name + ".sha256" == name }) else {
            throw .notFound("agent for such a machine; there are \(programs.map(\.name).joined(separator: ", "))")
        }
        if name != program.name { return Web.Response(200, text: "\(program.digest.hex)  \(program.name)\n") }
        guard let file = try? OpenFile(program.path) else {
            throw .unavailable(why: "The server cannot read its agent")
        }
        // Piece by piece: many machines may fetch at once. Half a program does not pass its digest.
        return .stream(type: "application/octet-stream") { body in
            while let piece = try file.next() { try await body.write(piece) }  // ends with the file
        }
    }
}
