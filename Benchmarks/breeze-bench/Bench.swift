// SPDX-License-Identifier: Apache-2.0
import Loops

/// All that is measured, one chapter after the other.
struct Bench: Sendable {
    let folder: String
    let programs: String
    let agent: String
    let extent: Extent
    let chapters: Set<Chapter>
    let loop: EventLoop
    /// Takes each figure as soon as there is one.
    let tell: @Sendable (Figure) -> Void

    func run() async throws -> [Figure] {
        var figures: [Figure] = []
        func add(_ new: [Figure]) {
            figures += new
            for figure in new { tell(figure) }
        }
        for chapter in Chapter.allCases where chapters.contains(chapter) {
            let folder = folder + "/" + chapter.rawValue
            switch chapter {
            case .engine: try await Engine(folder: folder, program: programs + "/breeze-bench", loop: loop).run(add)
            case .database: try await Selects(folder: folder, loop: loop).run(add)
            case .server:
                let premises = try Premises(programs + "/breeze", in: folder, on: loop)
                try await Serving(premises: premises, fleet: programs + "/breeze-fleet", extent: extent, loop: loop)
                    .run(add)
            case .agent:
                let premises = try Premises(programs + "/breeze", in: folder, on: loop)
                let (server, _) = try await premises.start()
                do { add(try await observed(server, premises)) } catch {
                    await server.stop()
                    throw error
                }
                await server.stop()
            }
        }
        return figures
    }

    private func observed(_ server: Running, _ premises: Premises) async throws -> [Figure] {
        try await Observing(
            premises: premises, program: agent, fingerprint: premises.fingerprint(server), minutes: extent.minutes,
            others: Others(folder: premises.folder, loop: loop)
        ).run()
    }
}
