// SPDX-License-Identifier: Apache-2.0
import JSON
import Reception
import Vocabulary
import Web

extension Web.Request {
    var isReading: Bool { method == "GET" || method == "HEAD" }

    /// Arguments as a browser's form or `curl -d name=value` sends them.
    var isForm: Bool { contentType == "application/x-www-form-urlencoded" }

    /// The body's type without its parameters, in lower case.
    private var contentType: Substring? {
        header("content-type").map { MediaRange($0[...]).type }
    }

    /// What is wrong with how the body is announced; a body without a type is taken for JSON.
    func misnames(_ body: [UInt8]) -> Problem? {
        guard let header = header("content-type") else { return nil }
        let media = MediaRange(header[...])
        let charset = media.parameter("charset") ?? "utf-8"
        guard ["application/json", "application/x-www-form-urlencoded"].contains(media.type), charset == "utf-8" else {
            return Problem(
                .unsupportedMediaType, "A body of the type \(header.prefix(80)) is not read here. Nothing was done.")
        }
        // What `curl -d '{…}'` sends if it is not told better.
        guard isForm, body.first == UInt8(ascii: "{") else { return nil }
        return Problem(
            .unsupportedMediaType,
            "Content-Type must be application/json for a body that is JSON. Nothing was done.")
    }

    /// Whether `Accept` admits an answer of this type; of the ranges that fit, the most exact one counts (RFC 9110).
    func accepts(_ type: String) -> Bool {
        guard let accept = header("accept") else { return true }
        let ranges = accept.split(separator: ",").prefix(64).map { MediaRange($0) }
        guard let best = ranges.filter({ $0.covers(type) }).max(by: { $0.exactness < $1.exactness }) else {
            return ranges.isEmpty
        }
        return best.parameter("q").flatMap { Double($0) } != 0
    }
}

/// One range of an `Accept`, or one type: `text/*; q=0.5`.
struct MediaRange {
    let type: Substring
    private let parameters: [Substring]

    init(_ text: Substring) {
        let parts = text.lowercased()[...].split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
        type = parts.first ?? ""
        parameters = Array(parts.dropFirst())
    }

    func parameter(_ name: String) -> String? {
        parameters.first { $0.hasPrefix(name + "=") }.map { $0.dropFirst(name.count + 1).filter { $0 != "\"" } }
    }

    func covers(_ wanted: String) -> Bool {
        type == wanted || type == "*/*" || type.hasSuffix("/*") && wanted.hasPrefix(type.dropLast())
    }

    var exactness: Int { type == "*/*" ? 0 : type.hasSuffix("/*") ? 1 : 2 }
}

private func trimmed(_ text: Substring) -> Substring {
    let text = text.drop { $0 == " " || $0 == "\t" }
    return text.prefix(
        (text.lastIndex { $0 != " " && $0 != "\t" }).map { text.distance(from: text.startIndex, to: $0) + 1 } ?? 0)
}

/// Bytes that stay the same until the program or its caller changes: whoever has them already need not get them again.
struct Document: Sendable {
    private let bytes: [UInt8]
    let tag: String

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        tag =
            "\"" + sha256(bytes).prefix(16).map { byte in String(Int(byte) + 256, radix: 16).dropFirst() }.joined()
            + "\""
    }

    func response(to request: Web.Request) -> Web.Response {
        let known = request.header("if-none-match")?.split(separator: ",").map { trimmed($0) } ?? []
        let isKnown = known.contains { $0 == "*" || $0 == tag || $0 == "W/" + tag }
        var response = isKnown ? Web.Response(304) : Web.Response(200, json: bytes)
        response.add("ETag", tag)
        response.add("Cache-Control", "private, no-cache")
        return response
    }
}
