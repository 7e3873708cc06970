// SPDX-License-Identifier: Apache-2.0
@testable import Secrets
import Testing

@Suite struct SecretsTests {
    @Test(
        "SHA-256 is FIPS 180-4's",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func sha256(text: String, hex: String) {
        #expect(Digest(of: Array(text.utf8)).hex == hex)
        #expect(Digest(hex: hex.uppercased()) == Digest(of: Array(text.utf8)))
    }

    @Test(
        "HMAC-SHA-256 is RFC 4231's",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0x0C, count: 20), "Test With Truncation",
                "a3b6167473100ee06e0c796c2955552bfa6f7c0a6a8aef8b93f860aab0cd20c5"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131),
                "This is a test using a larger than block-size key and a larger than block-size data. The key needs to "
                    + "be hashed before being used by the HMAC algorithm.",
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        ])
    func hmac(key: [UInt8], text: String, hex: String) {
        #expect(Digest(of: Array(text.utf8), under: key).hex == hex)
    }

    @Test("HMAC-SHA-256 is RFC 4231's for bytes that are no text") func hmacBytes() {
        #expect(
            Digest(of: [UInt8](repeating: 0xDD, count: 50), under: [UInt8](repeating: 0xAA, count: 20)).hex
                == "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe")
        #expect(
            Digest(of: [UInt8](repeating: 0xCD, count: 50), under: Array(1...25)).hex
                == "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b")
    }

    @Test(
        "AES-256-GCM is NIST's",
        arguments: [
            (
                String(repeating: "00", count: 32), String(repeating: "00", count: 12), "", "", "",
                "530f8afbc74536b9a963b4f1c4cb738b"
            ),
            (
                String(repeating: "00", count: 32), String(repeating: "00", count: 12), "",
                String(repeating: "00", count: 16), "cea7403d4d606b6e074ec5d3baf39d18",
                "d0d1c8a799996bf0265b98b5d48ab919"
            ),
            (
                "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662", "76fc6ece0f4e1768cddf8853bb2d551b"
            ),
        ])
    func gcm(key: String, nonce: String, bound: String, plain: String, cipher: String, tag: String) throws {
        let parts = try [key, nonce, bound, plain].map { try #require(Hex.bytes(of: $0)) }
        let sealed = Keyring.seal(parts[3], with: parts[0], nonce: parts[1], bound: parts[2])
        #expect(Hex.text(of: sealed) == nonce + cipher + tag)
        #expect(try Keyring.open(sealed, with: parts[0], bound: parts[2]) == parts[3])
    }

    @Test("a sealed text opens in its place, with its key, unchanged, and not otherwise") func seals() throws {
        let (old, new) = (SealingKey(id: 1), SealingKey(id: 2))
        let ring = Keyring(new, older: [old])
        let plain = Array("a community string".utf8)
        let sealed = ring.seal(plain, for: "device:1")
        #expect(sealed.count == plain.count + Keyring.overhead)
        #expect(try ring.open(sealed, for: "device:1") == plain)
        #expect(try ring.open(ring.seal([], for: "x"), for: "x") == [])
        #expect(ring.seal(plain, for: "device:1") != sealed)
        #expect(throws: SecretsError.brokenSeal) { try ring.open(sealed, for: "device:2") }
        for at in sealed.indices {
            var changed = sealed
            changed[at] ^= 1
            #expect(throws: SecretsError.self) { try ring.open(changed, for: "device:1") }
            #expect(throws: SecretsError.self) { try ring.open(Array(sealed[..<at]), for: "device:1") }
        }
        let before = Keyring(old).seal(plain, for: "device:1")
        #expect(try ring.open(before, for: "device:1") == plain)
        #expect(ring.isStale(before) && !ring.isStale(sealed))
        #expect(throws: SecretsError.unknownKey(2)) { try Keyring(old).open(sealed, for: "device:1") }
        #expect(throws: SecretsError.brokenSeal) { try Keyring(SealingKey(id: 2)).open(sealed, for: "device:1") }
    }

    @Test("a token shows its prefix and eight letters, and nothing more of itself") func tokens() throws {
        let token = Token(prefix: "brz_")
        #expect(token.text.count == 47 && token.shown.count == 12 && token.text.hasPrefix(token.shown))
        for text in ["\(token)", String(reflecting: token), "\([token])", dumped(token)] {
            #expect(!text.contains(token.text.dropFirst(12)), "\(text)")
        }
        let again = try #require(Token(token.text, prefix: "brz_"))
        #expect(again.digest == token.digest && Token(prefix: "brz_").digest != token.digest)
        for bad in ["", "brz_", token.text + "A", String(token.text.dropLast()), "bre_" + token.text.dropFirst(4)] {
            #expect(Token(bad, prefix: "brz_") == nil)
        }
    }

    @Test("a key says nothing of itself") func silence() throws {
        let key = try SealingKey(id: 7, bytes: [UInt8](repeating: 0x41, count: 32))
        for text in ["\(key)", String(reflecting: key), "\(Keyring(key))", dumped(key)] {
            #expect(!text.contains("65, 65") && !text.contains("AAAA"), "\(text)")
        }
        let pair = PrivateKey()
        #expect(!dumped(pair).contains("PRIVATE") && "\(pair)".count < 40)
        #expect(throws: SecretsError.self) { try SealingKey(id: 7, bytes: [1, 2, 3]) }
    }

    @Test(
        "base64 is RFC 4648's",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(plain: String, text: String) {
        #expect(Base64.standard.text(of: Array(plain.utf8)) == text)
        #expect(Base64.standard.bytes(of: text) == Array(plain.utf8))
        let bare = text.filter { $0 != "=" }
        #expect(Base64.url.text(of: Array(plain.utf8)) == bare && Base64.url.bytes(of: bare) == Array(plain.utf8))
    }

    @Test("what is not base64 or hexadecimal is refused, and so is a second spelling") func spellings() {
        for bad in ["Zg", "Zg=", "Zh==", "Zg===", "Z", "Zg==\n", "Zm9=v", "Zm-v", "=", "===="] {
            #expect(Base64.standard.bytes(of: bad) == nil, "\(bad)")
        }
        for bad in ["Zg==", "Zh", "Z", "Zm+v", "Zm/v", "Zg\n"] { #expect(Base64.url.bytes(of: bad) == nil, "\(bad)") }
        for bad in ["0", "0g", "0x", " 00", "é"] { #expect(Hex.bytes(of: bad) == nil, "\(bad)") }
        let all = (0...255).map(UInt8.init)
        #expect(Base64.url.bytes(of: Base64.url.text(of: all)) == all && Hex.bytes(of: Hex.text(of: all)) == all)
    }

    @Test("randomness does not repeat, and equality looks at every byte") func randomness() {
        var (dice, copy) = (SecureDice(), SecureDice())
        #expect(Set((0..<1000).flatMap { _ in [dice.next(), copy.next()] }).count == 2000)
        #expect(randomBytes(0) == [] && randomBytes(64) != randomBytes(64))
        #expect(isEqual([], []) && isEqual([1, 2], [1, 2]) && !isEqual([1, 2], [1, 3]) && !isEqual([1], [1, 1]))
    }
}

private func dumped(_ value: some Any) -> String {
    var text = ""
    dump(value, to: &text)
    return text
}
