// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Shapes
import Synchronization
import Testing
import Vocabulary

@testable import AgentKit

@Suite(.timeLimit(.minutes(1))) struct ObserverTests {
    private final class Looks: Sendable {
        let count = Mutex(0)
        var next: Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    /// Tells how often it was asked, and may forget what it told once it is asked again.
    private struct Counting: Collector {
        let every = Duration.milliseconds(20)
        let looks: Looks
        func collect(at now: Instant) -> [ProbeSample] { [ProbeSample(number: looks.next)] }
    }

    @Test("what a look found waits for room on the disk, and nobody is asked again before it is kept")
    func full() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "observer-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let start = Instant(milliseconds: 1_000)
        let outbound = Outbound(try Spool(folder + "/spool", at: start))
        // Something that cannot be written to, where the spool's first file belongs.
        let obstacle = folder + "/spool/1000.seg"
        try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: true)
        let looks = Looks()
        let feature = AgentFeature("probe", collectors: { _ in [Counting(looks: looks)] })
        let observer = Observer(
            features: [feature], machine: Machine(), home: Home(folder), outbound: outbound, allowance: Allowance(),
            now: { start })
        let watching = Task { try await observer.run() }
        defer { watching.cancel() }
        while looks.count.withLock({ $0 }) < 1 { try await Task.sleep(for: .milliseconds(5)) }
        try await Task.sleep(for: .milliseconds(100))  // enough for several looks more, if one were taken
        #expect(looks.count.withLock { $0 } == 1)
        try FileManager.default.removeItem(atPath: obstacle)
        while looks.count.withLock({ $0 }) < 3 { try await Task.sleep(for: .milliseconds(5)) }
        let kept = try outbound.batch().map { try JSON.decode(ProbeSample.self, from: $0.body.bytes).number }
        #expect(kept.starts(with: [1, 2]))
    }
}
