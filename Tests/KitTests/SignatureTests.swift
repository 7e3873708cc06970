// SPDX-License-Identifier: Apache-2.0
import Secrets
import Testing

@Suite struct SignatureTests {
    @Test(
        "Ed25519 is RFC 8032's",
        arguments: [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
                    + "25bf5f0595bbe24655141438e7a100b"
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                    + "387b2eaeb4302aeeb00d291612bb0c00"
            ),
            (
                "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                    + "4a7c15e9716ed28dc027beceea1ec40a"
            ),
            (
                "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
                "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
                    + "454d4423643ce80e2a9ac94fa54ca49f",
                "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
                    + "3dca179c138ac17ad9bef1177331a704"
            ),
        ])
    func vectors(seed: String, publicKey: String, message: String, signature: String) throws {
        let parts = try [seed, publicKey, message, signature].map { try #require(Hex.bytes(of: $0)) }
        let key = try SigningKey(seed: parts[0])
        #expect(Hex.text(of: key.verifier.bytes) == publicKey)
        #expect(Hex.text(of: key.signature(of: parts[2])) == signature)
        #expect(try VerifyingKey(bytes: parts[1]).accepts(parts[3], of: parts[2]))
    }

    @Test("a signature holds for its message, its key and its bytes only") func bounds() throws {
        let key = SigningKey()
        let message = Array("run this".utf8)
        let signature = key.signature(of: message)
        #expect(key.verifier.accepts(signature, of: message) && key.signature(of: message) == signature)
        #expect(!SigningKey().verifier.accepts(signature, of: message))
        #expect(!key.verifier.accepts(signature, of: message + [0]) && !key.verifier.accepts(signature, of: []))
        for at in signature.indices {
            var changed = signature
            changed[at] ^= 1
            #expect(!key.verifier.accepts(changed, of: message))
        }
        for bad in [[], Array(signature.dropLast()), signature + [0], [UInt8](repeating: 0, count: 64)] {
            #expect(!key.verifier.accepts(bad, of: message))
        }
    }

    @Test("adding the group's order to a signature does not make a second one") func malleability() throws {
        let key = SigningKey()
        let signature = key.signature(of: [1])
        let order = try #require(
            Hex.bytes(of: "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"))
        var (changed, carry) = (signature, 0)
        for index in 0..<32 {
            let sum = Int(changed[32 + index]) + Int(order[index]) + carry
            (changed[32 + index], carry) = (UInt8(truncatingIfNeeded: sum), sum >> 8)
        }
        #expect(!key.verifier.accepts(changed, of: [1]))
    }

    @Test("openssl signs as we do, and finds our signatures good") func openssl() throws {
        let bench = try Bench()
        _ = try bench.openssl(["genpkey", "-algorithm", "ed25519", "-out", "key.pem"])
        // PKCS #8 ends with the seed, SubjectPublicKeyInfo with the public key.
        let seed = try PEM.der(of: bench.text("key.pem"), label: "PRIVATE KEY").suffix(32)
        let key = try SigningKey(seed: Array(seed))
        _ = try bench.openssl(["pkey", "-in", "key.pem", "-pubout", "-out", "public.pem"])
        #expect(try PEM.der(of: bench.text("public.pem"), label: "PUBLIC KEY").suffix(32) == key.verifier.bytes[...])
        let message = Array("a message\n".utf8)
        try bench.keep("message", "a message\n")
        _ = try bench.openssl([
            "pkeyutl", "-sign", "-inkey", "key.pem", "-rawin", "-in", "message", "-out", "signature",
        ])
        #expect(try bench.bytes("signature") == key.signature(of: message))
    }

    @Test("a key says nothing of its private half") func silence() throws {
        let key = try SigningKey(seed: [UInt8](repeating: 0x41, count: 32))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(!text.contains("65, 65") && !text.contains("QUFBQUFB"))
        }
        #expect(throws: SecretsError.self) { try SigningKey(seed: [1]) }
        #expect(throws: SecretsError.self) { try VerifyingKey(bytes: [1]) }
    }
}
