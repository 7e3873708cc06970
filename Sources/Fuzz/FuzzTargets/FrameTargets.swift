// SPDX-License-Identifier: Apache-2.0
import JSON
import Vocabulary

extension FuzzTarget {
    /// What either end of an agent's link understands, it can say itself, and means the same by it.
    static let frames = FuzzTarget("frames") { bytes throws(Broken) in
        try repeats(FromAgent.self, bytes)
        try repeats(ToAgent.self, bytes)
    }

    private static func repeats<Frame: Codable>(_: Frame.Type, _ bytes: [UInt8]) throws(Broken) {
        guard let frame = try? JSON.decode(Frame.self, from: bytes) else { return }
        let said = try kept("a frame") { try JSON.encode(frame) }
        let again = try kept("what was said") { try JSON.encode(JSON.decode(Frame.self, from: said)) }
        try promise(said == again, "said twice, a frame of \(Frame.self) is another text")
    }
}
