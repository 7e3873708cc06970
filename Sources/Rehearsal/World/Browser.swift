// SPDX-License-Identifier: Apache-2.0
import JSON
import Loops
public import Web

/// Looks at the console's pages as a browser would, without drawing them.
public struct Browser: Sendable {
    private let client: WebClient
    private let console: WebAddress
    /// The cookies that go along, by name.
    public var cookies: [String: String] = [:]

    init(_ client: WebClient, _ console: WebAddress) { (self.client, self.console) = (client, console) }

    /// What came back for a page.
    public struct Seen: Sendable {
        public let status: Int
        public let text: String
        public let headers: [Header]
        public var location: String? { headers.first("location") }

        /// The value of a cookie that was set.
        public func cookie(_ name: String) -> String? {
            headers.first("set-cookie").flatMap { line in
                line.hasPrefix(name + "=") ? String(line.dropFirst(name.count + 1).prefix { $0 != ";" }) : nil
            }
        }
    }

    public func get(_ path: String, headers: [Header] = []) async throws -> Seen {
        try await ask("GET", path, headers, [])
    }

    /// Sends a form as one of the console's own pages does, or as a page of `origin` would.
    public func post(_ path: String, _ fields: [(String, String)] = [], from origin: String? = nil) async throws -> Seen
    {
        let body = fields.map { $0.percentEncoded + "=" + $1.percentEncoded }.joined(separator: "&")
        let own = String(console.description.dropLast())
        return try await ask(
            "POST", path,
            [Header("Content-Type", "application/x-www-form-urlencoded"), Header("Origin", origin ?? own)],
            Array(body.utf8))
    }

    /// Listens to a page's news until `isEnough` of what was heard so far; returns all of that.
    public func listen(to path: String, until isEnough: (String) async throws -> Bool) async throws -> String {
        let cookies = cookies.map { "\($0)=\($1)" }.joined(separator: "; ")
        let response = try await client.request(
            "GET", console.at("/live?of=" + path.percentEncoded), headers: [Header("Cookie", cookies)])
        var heard = ""
        for try await part in response {
            heard += String(decoding: part, as: UTF8.self)
            if try await isEnough(heard) { break }
        }
        return heard
    }

    public func ask(_ method: String, _ path: String, _ headers: [Header], _ body: [UInt8]) async throws -> Seen {
        var headers = headers
        if !cookies.isEmpty {
            headers.append(Header("Cookie", cookies.map { "\($0)=\($1)" }.joined(separator: "; ")))
        }
        let response = try await client.request(method, console.at(path), headers: headers, body: body)
        let bytes = try await response.body(limit: 8 << 20)
        return Seen(status: response.status, text: String(decoding: bytes, as: UTF8.self), headers: response.headers)
    }
}

extension World {
    /// A browser that nobody has signed in with.
    public var browser: Browser { Browser(client, console) }

    /// The path of a link that signs the administrator in, once.
    public func signInLink() async throws -> String {
        guard case .string(let path)? = try await ask("create_sign_in_link")["path"] else {
            throw Workstation.Unexpected(description: "no sign-in link")
        }
        return path
    }

    /// A browser with the administrator's session.
    public func signedIn() async throws -> Browser {
        var browser = browser
        // A fresh link ends the one before: another test at the same time may have been quicker.
        for _ in 1...100 {
            guard let session = try await browser.post(signInLink()).cookie("breeze_session") else { continue }
            browser.cookies["breeze_session"] = session
            return browser
        }
        throw Workstation.Unexpected(description: "no link opens a session")
    }
}
