// SPDX-License-Identifier: Apache-2.0
import Secrets
import Testing

@Suite struct KeyringTests {
    @Test("after a rotation the newest key seals, the older ones still open, and all can be sealed anew")
    func rotation() throws {
        let first = Keyring(SealingKey(id: 1))
        let old = first.seal([1, 2, 3], for: "device:1")
        let ring = try first.rotated().rotated()
        #expect(try ring.open(old, for: "device:1") == [1, 2, 3])
        let new = try #require(try ring.resealed(old, for: "device:1"))
        #expect(new[1..<5].elementsEqual([0, 0, 0, 3]) && !ring.isStale(new))
        #expect(try ring.resealed(new, for: "device:1") == nil)
        #expect(throws: SecretsError.brokenSeal) { try ring.resealed(old, for: "device:2") }
        let shorn = ring.withoutOlder
        #expect(try shorn.open(new, for: "device:1") == [1, 2, 3])
        #expect(throws: SecretsError.unknownKey(1)) { try shorn.open(old, for: "device:1") }
    }

    @Test("a ring is kept as text, and is the same when it is read") func text() throws {
        let ring = try Keyring(SealingKey(id: 7)).rotated()
        let sealed = ring.seal([9], for: "x")
        let again = try Keyring(text: ring.text)
        #expect(again.text == ring.text && ring.text.hasPrefix("8 "))
        #expect(try again.open(sealed, for: "x") == [9])
        let reversed = ring.text.split(separator: "\n").reversed().joined(separator: "\n")
        #expect(try Keyring(text: reversed).seal([], for: "x")[4] == 8)
    }

    @Test(
        "what is no ring is refused, and none of it is repeated",
        arguments: [
            "", "\n", "1", "1 short", "1  QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
            "01 QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=", "-1 QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
            "4294967296 QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=", "1 QUFB",
            "1 QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=\n1 QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
        ])
    func refused(text: String) {
        let error = #expect(throws: SecretsError.self) { try Keyring(text: text) }
        #expect(error.map { "\($0)".contains("QUFB") } == false)
    }
}
