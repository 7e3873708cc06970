// SPDX-License-Identifier: Apache-2.0
import JSON
public import Web

/// Where a command line's calls go: the server's own socket on this machine, or a server far away with a key.
public struct Terminal: Sendable {
    private let client: WebClient
    private let server: WebAddress
    private let key: String?
    private let hint: String?

    /// What a call led to: what to print, where, and the exit status.
    public struct Ending: Sendable, Equatable {
        public let text: String
        public let isError: Bool
        public let status: Int32

        public init(text: String, isError: Bool, status: Int32) {
            (self.text, self.isError, self.status) = (text, isError, status)
        }
    }

    /// `hint`: What to do when nobody answers.
    public init(_ client: WebClient, _ server: WebAddress, key: String? = nil, hint: String? = nil) {
        (self.client, self.server, self.key, self.hint) = (client, server, key, hint)
    }

    /// Calls a tool; the flags become its arguments by what the tool says they are made of.
    public func call(
        _ tool: String, _ flags: [(name: String, value: String)], organization: String? = nil,
        idempotencyKey: String? = nil, wait: Int = 20
    ) async -> Ending {
        var headers = [
            Header("Content-Type", "application/x-www-form-urlencoded"), Header("Prefer", "wait=\(wait)"),
        ]
        if let key { headers.append(Header("Authorization", "Bearer " + key)) }
        if let organization { headers.append(Header("Breeze-Organization", organization)) }
        if let idempotencyKey { headers.append(Header("Idempotency-Key", idempotencyKey)) }
        do {
            let body = flags.map { flag in
                flag.name.replacing("-", with: "_").percentEncoded + "=" + flag.value.percentEncoded
            }.joined(separator: "&")
            let response = try await client.request(
                "POST", server.at("/api/v1/tools/" + tool.filter { $0.isLetter || $0.isNumber || $0 == "_" }),
                headers: headers, body: Array(body.utf8))
            return Self.ending(response.status, try await response.body(limit: 16 << 20))
        } catch {
            let text = ["breeze: \(error)", hint].compactMap(\.self).joined(separator: "; ")
            return Ending(text: text, isError: true, status: 1)
        }
    }

    /// The exit statuses are the contract's: 0 done, 2 wrong, 3 not allowed or not there, 4 waits, 5 blocked, 1 else.
    static func ending(_ status: Int, _ body: [UInt8]) -> Ending {
        let text = String(decoding: body, as: UTF8.self).withoutCommands
        let answer = try? JSON(parsing: body)
        switch (status, answer?["status"], answer?["code"]) {
        case (200, _, _): return Ending(text: text, isError: false, status: 0)
        case (202, .string("pending_approval"), _): return Ending(text: text, isError: false, status: 4)
        case (202, _, _): return Ending(text: text, isError: false, status: 0)
        case (403, _, .string("blocked")): return Ending(text: sentence(answer, status), isError: true, status: 5)
        case (422, _, _): return Ending(text: sentence(answer, status), isError: true, status: 2)
        case (401, _, _), (403, _, _), (404, _, _):
            return Ending(text: sentence(answer, status), isError: true, status: 3)
        // Every other number of HTTP's.
        default: return Ending(text: sentence(answer, status), isError: true, status: 1)
        }
    }

    private static func sentence(_ problem: JSON?, _ status: Int) -> String {
        guard case .string(let detail)? = problem?["detail"] else {
            return "breeze: the server answered with \(status)"
        }
        let words = detail.withoutCommands
        guard case .string(let request)? = problem?["request_id"] else { return "breeze: \(words)" }
        return "breeze: \(words) (request \(request))"
    }
}

extension String {
    /// Without what would steer a terminal or turn its writing round: an endpoint may have written any of this.
    ///
    /// Each such character stands there as JSON writes it.
    fileprivate var withoutCommands: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A: text.unicodeScalars.append(scalar)
            case ..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
