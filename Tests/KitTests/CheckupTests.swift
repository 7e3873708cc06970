// SPDX-License-Identifier: Apache-2.0
import Checkups
import Files
import Foundation
import Glibc
import JSON
import Secrets
import Shapes
import Testing

@Suite struct CheckupTests {
    let now = Instant("2026-11-22T12:00:00.000Z") ?? Instant(milliseconds: 0)

    @Test("the worst finding is the state of all; a warning is not yet a failure") func states() throws {
        let (fine, odd) = (Finding.ok("a", "well"), Finding.warning("b", "odd", do: "look"))
        let bad = Finding.failed("c", "broken", do: "mend")
        #expect(Checkup([fine]).state == .ok && Checkup([fine]).status == 0)
        #expect(Checkup([odd, fine]).state == .warning && Checkup([odd, fine]).status == 0)
        #expect(Checkup([fine, bad, odd]).state == .failed && Checkup([bad]).status == 1)
        let text = Checkup([fine, odd, bad]).text
        for words in ["ok      a", "warning b", "→ mend", "1 ok, 1 warning, 1 failed"] {
            #expect(text.contains(words))
        }
        let json = try JSON(parsing: JSON.encode(Checkup([bad])))
        #expect("\(json)".contains("broken") && "\(json)".contains("failed"))
    }

    @Test("a port that somebody has is failed, with what to do; a free one is not; one that is open answers")
    func ports() throws {
        let channel = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(channel) }
        var place = sockaddr_in()
        (place.sin_family, place.sin_addr.s_addr) = (sa_family_t(AF_INET), in_addr_t(0x7F00_0001).bigEndian)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &place) { place in
            place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(channel, $0, size) == 0 && getsockname(channel, $0, &size) == 0
            }
        }
        try #require(isBound)
        let port = Int(UInt16(bigEndian: place.sin_port))
        #expect(Finding.answering(port, at: "0.0.0.0", for: "agents").state == .failed)
        listen(channel, 1)
        let taken = Finding.free(port, at: "127.0.0.1", for: "agents", set: "--agents-port")
        #expect(taken.state == .failed && taken.remedy?.contains("--agents-port") == true, "\(taken)")
        #expect(Finding.answering(port, at: "0.0.0.0", for: "agents").state == .ok)
        #expect(Finding.free(port, at: "127.0.0.2", for: "agents", set: "--agents-port").state == .ok)
        #expect(Finding.free(port, at: "192.0.2.1", for: "agents", set: "--address").state == .failed)
    }

    @Test("certificates: in force, ending soon, ended, of somebody else, not there; keys that others can read")
    func papers() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "papers-\(UUID().uuidString)").path
        try makeFolder(folder)
        defer { try? removeTree(folder) }
        let ours = try Authority.make(commonName: "Ours", at: now)
        let other = try Authority.make(commonName: "Other", at: now)
        let issued = try ours.issue(server: PrivateKey(), names: ["a"], addresses: [], at: now)
        let path = folder + "/a.pem"
        try replace(path, with: Array(issued.pem.utf8))
        func look(_ authority: Certificate?, _ now: Instant) -> Finding {
            .certificate("it", at: path, issuedBy: authority, now, renewedAt: .seconds(86_400), do: "renew it")
        }
        #expect(look(ours.certificate, now).state == .ok)
        #expect(look(other.certificate, now).state == .failed)
        #expect(look(ours.certificate, issued.notAfter - .seconds(3600)).state == .warning)
        #expect(look(ours.certificate, issued.notAfter + .seconds(1)).found.contains("has ended"))
        #expect(look(ours.certificate, issued.notBefore - .seconds(7200)).remedy == "set the clock")
        try remove(path)
        #expect(look(ours.certificate, now).state == .failed)

        try replace(folder + "/key", with: [1], mode: 0o640)
        #expect(Finding.closed("key", at: folder + "/key").remedy?.contains("chmod 600") == true)
        try replace(folder + "/key", with: [1])
        #expect(Finding.closed("key", at: folder + "/key").state == .ok)
    }

    @Test("too little room, too old a clock, too few files: each says so") func limits() {
        #expect(Finding.space(at: "/tmp/not/there/yet", least: 0, comfortable: 0).state == .ok)
        #expect(Finding.space(at: "/tmp", least: 0, comfortable: .max).state == .warning)
        #expect(Finding.space(at: "/tmp", least: .max, comfortable: .max).state == .failed)
        #expect(Finding.clock(now, after: now + .seconds(1)).state == .failed)
        #expect(Finding.clock(now, after: now - .seconds(1)).state != .failed)
        #expect(Finding.memory(least: 0).state == .ok && Finding.memory(least: .max).state == .warning)
        #expect(Finding.openFiles(of: getpid(), least: 1).state == .ok)
        #expect(Finding.openFiles(of: getpid(), least: .max).state == .warning)
        let ahead = Finding.clocks(now, now - .seconds(90))
        #expect(ahead.state == .warning && ahead.found == "90 s ahead of it")
        #expect(Finding.clocks(now, now).state == .ok && Finding.clocks(now, now + .seconds(90_000)).state == .failed)
    }

    @Test("HTTP's dates are read, others are not") func dates() {
        #expect(Instant(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT") == Instant("1994-11-06T08:49:37.000Z"))
        for wrong in ["", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Foo 1994 08:49:37 GMT", "yesterday"] {
            #expect(Instant(httpDate: wrong) == nil)
        }
    }
}
