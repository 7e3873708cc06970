// SPDX-License-Identifier: Apache-2.0
import Foundation
import FuzzTargets
import Testing

/// Every input that once was worth keeping, fed again.
@Suite struct CorpusTests {
    static let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

    @Test("every target has a folder of seeds, and every folder a target") func folders() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
        #expect(folders.sorted() == FuzzTarget.all.map(\.name).sorted())
        #expect(FuzzTarget.all.map(\.name) == FuzzTarget.all.map(\.name).sorted())
    }

    @Test("what is promised holds for every seed", arguments: FuzzTarget.all.map(\.name)) func seeds(name: String)
        throws
    {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let folder = Self.corpus.appending(path: name)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(!files.isEmpty)
        for file in files {
            let bytes = Array(try Data(contentsOf: folder.appending(path: file)))
            #expect(bytes.count <= 65_536, "\(file) is too long to be kept")
            #expect(throws: Never.self, "\(file)") { try target.feed(bytes) }
            // What is nearly right goes further than what is wrong.
            for cut in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 64)) {
                #expect(throws: Never.self, "\(file), cut at \(cut)") { try target.feed(Array(bytes[..<cut])) }
            }
        }
    }
}
