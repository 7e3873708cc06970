// SPDX-License-Identifier: Apache-2.0
import Secrets
import Vocabulary

/// Up to where somebody has heard; opaque to whoever carries it.
///
/// It needs no signature: whatever it says, what follows is read in its bearer's own scope.
struct Cursor: Sendable, Equatable {
    let position: Int

    init(_ position: Int) { self.position = position }

    init(_ text: String) throws(Refusal) {
        guard text.utf8.count <= 64, let bytes = Base64.url.bytes(of: text), bytes.starts(with: Self.mark),
            let position = Int(String(decoding: bytes.dropFirst(Self.mark.count), as: UTF8.self)), position >= 0
        else { throw .invalid(path: "cursor", why: "is not a cursor of this stream") }
        self.position = position
    }

    var text: String { Base64.url.text(of: Self.mark + Array(String(position).utf8)) }

    private static let mark = Array("e1:".utf8)
}
