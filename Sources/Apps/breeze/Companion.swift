// SPDX-License-Identifier: Apache-2.0
import Files
import GateKit
import Glibc
import JSON
import Journal
import Lifecycle
import Loops
import Programs
import Reception
import Secrets
import Settings
import Vocabulary

/// An agent on the server's own machine: enrolled at the first start, and kept running.
struct Companion: Service {
    let name = "agent"
    private let program: String
    private let folder: String
    private let server: String
    private let gate: Gate
    private let fingerprint: Digest

    struct Failed: Error, CustomStringConvertible { let description: String }

    init(_ program: String, _ installation: Installation, _ settings: Settings, _ gate: Gate, _ fingerprint: Digest) {
        (self.program, folder, self.gate, self.fingerprint) = (program, installation.agent, gate, fingerprint)
        server = "https://localhost:\(settings[Options.agents])"
    }

    func start() async throws {
        guard exists(program) else {
            throw Failed(description: "there is no agent at \(program): build it, or leave --with-agent out")
        }
    }

    /// Whatever becomes of it, the server goes on.
    func run() async throws {
        var pause = Duration.seconds(2)
        while !Task.isCancelled {
            do {
                try await enroll()
                let began = ContinuousClock.now
                let ending = try await runUntilItEnds()
                guard !Task.isCancelled else { return }
                journal.warning("this machine's agent ended and is started again", ["ending": ending])
                if began.duration(to: .now) > .seconds(60) { pause = .seconds(2) }
            } catch is CancellationError {
                return
            } catch {
                journal.error("this machine's agent does not run; the server tries again", ["why": "\(error)"])
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(300))
        }
    }

    private func runUntilItEnds() async throws -> Ending {
        let child = try Program(program, ["run", "--data", folder]).start(endedBy: SIGTERM)
        return try await withTaskCancellationHandler {
            try await elsewhere { child.wait() }
        } onCancel: {
            child.send(SIGTERM)
        }
    }

    private func enroll() async throws {
        guard !exists(folder + "/enrollment.json") else { return }
        let site = try await answer("list_sites", ["limit": 1])["items"]?.first?["site"]
        guard case .string(let site)? = site else {
            throw Failed(description: "there is no site to enroll this machine into")
        }
        guard case .string(let key)? = try await answer("create_enrollment_key", ["site": .string(site)])["secret"]
        else {
            throw Failed(description: "no enrollment key could be made")
        }
        try makeFolder(folder)
        let file = folder + "/enrollment.key"
        try replace(file, with: Array(key.utf8))
        defer { try? remove(file) }
        let enroll = Program(
            program,
            ["enroll", "--data", folder, "--server", server, "--key-file", file, "--ca-sha256", fingerprint.hex])
        // Blocks a thread of its own: the enrollment asks this very server.
        let finished = try await elsewhere { try enroll.run(deadline: .seconds(60)) }
        guard finished.ending.isSuccess else {
            throw Failed(
                description: "this machine's agent did not enroll: \(String(decoding: finished.errors, as: UTF8.self))")
        }
    }

    private func answer(_ tool: String, _ arguments: JSON) async throws -> JSON {
        let request = Request(tool, arguments.bytes, requestID: RequestID.fresh())
        guard case .done(let answer) = try await gate.handle(request, by: .terminal(user: geteuid())) else {
            throw Failed(description: "\(tool) was not done")
        }
        return try JSON(parsing: answer)
    }
}

extension JSON {
    fileprivate var first: JSON? { if case .array(let elements) = self { elements.first } else { nil } }
}
