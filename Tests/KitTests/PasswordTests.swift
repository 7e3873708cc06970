// SPDX-License-Identifier: Apache-2.0
import Secrets
import Testing

@testable import Passwords

@Suite struct PasswordTests {
    let cheap = PasswordCost(64, passes: 1, lanes: 1) ?? .usual

    @Test("Argon2id is RFC 9106's") func vector() throws {
        let cost = try #require(PasswordCost(32, passes: 3, lanes: 4))
        let digest = try PasswordHash.digest(
            [UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 16), cost, count: 32,
            pepper: [UInt8](repeating: 3, count: 8), bound: [UInt8](repeating: 4, count: 12))
        #expect(Hex.text(of: digest) == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659")
    }

    @Test("a hash that the reference implementation wrote is understood") func reference() throws {
        // argon2 somesalt -id -t 2 -m 16 -p 1 (test vector of phc-winner-argon2)
        let kept = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        let hash = try PasswordHash(text: kept)
        #expect(try hash.accepts("password") && !hash.accepts("Password") && hash.text == kept)
        #expect(hash.cost.isLess(than: .usual))
    }

    @Test("a password opens its own hash only, and the same one has another hash each time") func passwords() throws {
        let hash = try PasswordHash(of: "correct horse", cost: cheap)
        let again = try PasswordHash(text: hash.text)
        #expect(try again == hash && again.accepts("correct horse") && !again.accepts("correct hors"))
        #expect(try !hash.accepts("") && !hash.accepts(String(repeating: "x", count: 5000)))
        #expect(try PasswordHash(of: "correct horse", cost: cheap).text != hash.text)
        #expect(throws: PasswordError.length) { try PasswordHash(of: "", cost: cheap) }
        #expect(throws: PasswordError.length) { try PasswordHash(of: String(repeating: "x", count: 1025), cost: cheap) }
        #expect("\(hash)" == "password hash (m=64,t=1,p=1)")
    }

    @Test(
        "what is not such a hash, or would stop the server, is refused",
        arguments: [
            "", "$argon2id$", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$argon2id$v=19$m=64,t=4000000000,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$argon2id$v=19$m=64,t=1,p=1000000000000000000$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$argon2id$v=19$m=64,t=1,p=-1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$argon2id$v=19$m=+64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$argon2id$v=19$m=64,t=1,p=1$c2$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFh", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXP=",
        ])
    func refused(text: String) {
        #expect(throws: PasswordError.malformed) { try PasswordHash(text: text) }
    }
}
