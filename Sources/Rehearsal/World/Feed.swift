// SPDX-License-Identifier: Apache-2.0
import Foundation
public import JSON
public import Web

/// A stream of events as somebody outside reads it.
public actor Feed {
    /// One event of the stream; a comment has nothing.
    public struct Item: Sendable {
        public let id: String
        public let name: String
        public let data: JSON
    }

    public nonisolated let status: Int
    /// What was answered instead, by a server that refuses.
    public nonisolated let problem: JSON
    private let response: WebResponse
    private var rest = ""

    init(_ response: WebResponse) async throws {
        (self.response, status) = (response, response.status)
        let refusal = response.status == 200 ? [] : try await response.body(limit: 100_000)
        problem = (try? JSON(parsing: refusal)) ?? .null
    }

    /// The next event; nil when the stream has ended.
    public func next() async throws -> Item? {
        while true {  // ends with the stream
            if let end = rest.firstRange(of: "\n\n") {
                let item = Item(rest[..<end.lowerBound])
                rest = String(rest[end.upperBound...])
                if let item { return item }
                continue
            }
            var parts = response.makeAsyncIterator()
            guard let part = try await parts.next() else { return nil }
            rest += String(decoding: part, as: UTF8.self)
        }
    }

    /// The next event that tells of something, by its type.
    public func hear() async throws -> (type: String, id: String, event: JSON) {
        while let item = try await next() {
            guard item.name.isEmpty, case .string(let type)? = item.data["type"] else { continue }
            return (type, item.id, item.data)
        }
        throw Workstation.Unexpected(description: "the stream has ended")
    }
}

extension Feed.Item {
    fileprivate init?(_ text: Substring) {
        var (id, name, data) = ("", "", "")
        for line in text.split(separator: "\n") {
            if line.hasPrefix("id: ") { id = String(line.dropFirst(4)) }
            if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
            if line.hasPrefix("data: ") { data += line.dropFirst(6) }
        }
        guard !data.isEmpty, let data = try? JSON(parsing: Array(data.utf8)) else { return nil }
        self.init(id: id, name: name, data: data)
    }
}

extension World {
    /// Follows the events, by server-sent events; returns once the server says that it is ready, or has refused.
    public func follow(_ query: String = "", by caller: Caller, since cursor: String? = nil) async throws -> Feed {
        let since = cursor.map { [Header("Last-Event-ID", $0)] } ?? []
        let address = try api.at("/api/v1/events" + query)
        let feed = try await Feed(try await client.get(address, headers: credential(of: caller) + since))
        if feed.status == 200, try await feed.next()?.name != "ready" {
            throw Workstation.Unexpected(description: "the stream does not begin with `ready`")
        }
        return feed
    }

    /// The same by WebSocket, from its first message.
    public func converse(_ query: String = "", by caller: Caller) async throws -> WebSocket {
        try await client.webSocket(try api.at("/api/v1/events" + query), headers: credential(of: caller))
    }

    private func credential(of caller: Caller) -> [Header] {
        if case .token(let token) = caller { [Header("Authorization", "Bearer " + token)] } else { [] }
    }
}
