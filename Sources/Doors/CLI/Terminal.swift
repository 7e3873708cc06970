// SPDX-License-Identifier: Apache-2.0
import Files
import JSON
public import Web

/// Where a command line's calls go: the server's own socket on this machine, or a server far away with a key.
public struct Terminal: Sendable {
    private let client: WebClient
    private let server: WebAddress
    private let key: String?
    private let hint: String?
    /// The folder in which the list of tools is kept between two calls.
    private let cache: String?

    /// A call's particulars beside its arguments.
    public struct Manner: Sendable {
        public var organization: String?
        public var idempotencyKey: String?
        public var wait = 20
        public init() {}
    }

    /// `hint`: What to do when nobody answers.
    public init(
        _ client: WebClient, _ server: WebAddress, key: String? = nil, cache: String? = nil, hint: String? = nil
    ) {
        (self.client, self.server, self.key) = (client, server, key)
        (self.cache, self.hint) = (cache, hint)
    }

    /// What a server answered.
    struct Reply {
        let status: Int
        let body: [UInt8]
        let tag: String?
        var json: JSON? { try? JSON(parsing: body) }
    }

    /// Nobody answered, or not in a way that can be read.
    struct Silence: Error, CustomStringConvertible { let description: String }

    /// Calls a tool; the arguments become what the tool says they are made of.
    func call(_ tool: String, _ arguments: [(name: String, value: String)], _ manner: Manner) async throws(Silence)
        -> Reply
    {
        var headers = [
            Header("Content-Type", "application/x-www-form-urlencoded"), Header("Prefer", "wait=\(manner.wait)"),
        ]
        if let organization = manner.organization { headers.append(Header("Breeze-Organization", organization)) }
        if let key = manner.idempotencyKey { headers.append(Header("Idempotency-Key", key)) }
        let body = arguments.map { $0.name.percentEncoded + "=" + $0.value.percentEncoded }.joined(separator: "&")
        return try await ask("POST", "tools/" + tool.percentEncoded, headers, Array(body.utf8))
    }

    /// What the server offers; what was kept of an earlier answer is good as long as the server says so.
    func catalogue() async throws(Silence) -> Catalogue {
        let kept = kept
        let known = kept?["tag"]?.text.map { [Header("If-None-Match", $0)] } ?? []
        let reply = try await ask("GET", "tools", known, [])
        if reply.status == 304, let listing = kept?["listing"] { return Catalogue(listing: listing) }
        guard reply.status == 200, let listing = reply.json else { return .empty }
        if let cache, let tag = reply.tag {
            // A list that cannot be kept is asked for again.
            try? makeFolder(cache)
            try? replace(cache + "/" + place, with: JSON.object(["tag": .string(tag), "listing": listing]).bytes)
        }
        return Catalogue(listing: listing)
    }

    /// The same; if nobody answers, what was kept, and if nothing was, nothing.
    public func freshestCatalogue() async -> Catalogue {
        if let catalogue = try? await catalogue() { return catalogue }
        return (kept?["listing"]).map { Catalogue(listing: $0) } ?? .empty
    }

    private var kept: JSON? {
        cache.flatMap { try? JSON(parsing: contents(of: $0 + "/" + place, limit: Self.largest)) }
    }

    private static let largest = 16 << 20

    /// A file for each server and key: what may be asked differs.
    private var place: String {
        let digest = sha256(Array("\(server)\0\(key ?? "")".utf8))
        return "tools-" + digest.prefix(8).map { String(Int($0) + 256, radix: 16).dropFirst() }.joined() + ".json"
    }

    private func ask(_ method: String, _ path: String, _ headers: [Header], _ body: [UInt8]) async throws(Silence)
        -> Reply
    {
        do {
            let bearer = key.map { [Header("Authorization", "Bearer " + $0)] } ?? []
            let response = try await client.request(
                method, server.at("/api/v1/" + path), headers: headers + bearer, body: body)
            let tag = response.headers.first("etag")
            return Reply(status: response.status, body: try await response.body(limit: Self.largest), tag: tag)
        } catch {
            throw Silence(description: ["\(error)", hint].compactMap(\.self).joined(separator: "; "))
        }
    }
}
