// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Web

/// Files held in memory.
@Suite struct FileTests {
    static let plain = Array("body { color: black }".utf8)
    static let file = StaticFile(type: "text/css", plain, brotli: [1], gzip: [2], freshness: .immutable)

    @Test(
        "the best coding that is accepted is chosen",
        arguments: [
            ("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("*", "br"),
            ("identity", nil), ("", nil), ("br;q=0.0", nil), ("GZIP ; q=1", "gzip"),
        ] as [(String, String?)])
    func codings(accepted: String, chosen: String?) {
        let response = Self.file.response(method: "GET", accepting: accepted, knowing: nil)
        #expect(response.status == 200)
        #expect(response.header("content-encoding") == chosen)
        #expect(response.bytes == (chosen == "br" ? [1] : chosen == "gzip" ? [2] : Self.plain))
        #expect(response.header("vary") == "Accept-Encoding")
        #expect(response.header("cache-control") == "public, max-age=31536000, immutable")
    }

    @Test("what the browser has is not sent again") func unchanged() throws {
        let tag = try #require(Self.file.response(method: "GET", accepting: "br", knowing: nil).header("etag"))
        for known in [tag, "W/" + tag, "\"x\", \(tag)", "*"] {
            let response = Self.file.response(method: "GET", accepting: "br", knowing: known)
            #expect(response.status == 304)
            #expect(response.bytes == [])
            #expect(response.header("etag") == tag)
        }
        for other in ["\"x\"", "", String(tag.dropLast())] {
            #expect(Self.file.response(method: "GET", accepting: "br", knowing: other).status == 200)
        }
        #expect(Self.file.response(method: "GET", accepting: "gzip", knowing: tag).status == 200)
    }

    @Test("a tag follows the content") func tags() {
        func tag(_ bytes: [UInt8]) -> String? {
            StaticFile(type: "x/y", bytes).response(method: "GET", accepting: "", knowing: nil).header("etag")
        }
        #expect(tag([1]) == tag([1]))
        #expect(tag([1]) != tag([2]))
    }

    @Test("a file cannot be written to") func methods() {
        let response = Self.file.response(method: "POST", accepting: "", knowing: nil)
        #expect(response.status == 405)
        #expect(response.header("allow") == "GET, HEAD")
    }

    @Test("files are found by path, over the wire too") func paths() async throws {
        let files = StaticFiles(["/app.css": Self.file, "/ä": StaticFile(type: "x/y", [3])])
        try await serving(handler: { files.response(to: $0) ?? Response(404) }) { port in
            let wire = try Wire(port: port)
            wire.send("GET /app.css?v=1 HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\n\r\n")
            let found = try wire.answer()
            #expect(found.body == [1])
            let tag = try #require(found.header("etag"))
            wire.send("GET /app.css HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\nIf-None-Match: \(tag)\r\n\r\n")
            let unchanged = try wire.answer(hasBody: false)
            #expect(unchanged.status == 304)
            #expect(unchanged.header("content-length") == nil)
            wire.send("HEAD /app.css HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try wire.answer(hasBody: false).header("content-length") == "\(Self.plain.count)")
            wire.send("GET /%C3%A4 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try wire.answer().body == [3])
            wire.send("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try wire.answer().status == 404)
        }
    }
}
