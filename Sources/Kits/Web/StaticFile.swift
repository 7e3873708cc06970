// SPDX-License-Identifier: Apache-2.0

/// A file held in memory, with the answers to it prepared: as it is, and compressed where somebody did that before.
public struct StaticFile: Sendable {
    /// How long a browser may keep it without asking.
    public enum Freshness: Sendable {
        /// Asks each time; for names whose content changes.
        case checked
        /// Never asks; for names that contain a hash of the content.
        case immutable

        var header: String {
            switch self {
            case .checked: "no-cache"
            case .immutable: "public, max-age=31536000, immutable"
            }
        }
    }

    private let variants: [(coding: String, tag: String, response: Response, unchanged: Response)]

    public init(
        type: String, _ bytes: [UInt8], brotli: [UInt8]? = nil, gzip: [UInt8]? = nil, freshness: Freshness = .checked
    ) {
        let hash = sha256(bytes).prefix(12).reduce(into: "") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        // In the order of preference; the plain one is always acceptable in the end.
        let contents: [(String, [UInt8]?)] = [("br", brotli), ("gzip", gzip), ("", bytes)]
        let isVaried = brotli != nil || gzip != nil
        variants = contents.compactMap { coding, content in
            guard let content else { return nil }
            let tag = "\"\(hash)\(coding.isEmpty ? "" : "-" + coding)\""
            func dressed(_ response: Response) -> Response {
                var response = response
                if !coding.isEmpty { response.add("Content-Encoding", coding) }
                response.add("ETag", tag)
                response.add("Cache-Control", freshness.header)
                if isVaried { response.add("Vary", "Accept-Encoding") }
                return response
            }
            return (coding, tag, dressed(Response(200, type: type, bytes: content)), dressed(Response(304)))
        }
    }

    /// For GET and HEAD; anything else is not allowed on a file.
    public func response(to request: Request) -> Response {
        response(
            method: request.method, accepting: request.header("accept-encoding") ?? "",
            knowing: request.header("if-none-match"))
    }

    func response(method: String, accepting: String, knowing tags: String?) -> Response {
        guard method == "GET" || method == "HEAD" else {
            return Response.problem(405, "method_not_allowed", "A file can only be read.").with("Allow", "GET, HEAD")
        }
        let accepted = AcceptedCodings(accepting)
        guard let variant = variants.first(where: { $0.coding.isEmpty || accepted.allow($0.coding) }) else {
            return Response(406)
        }
        return tags.map { matches($0, variant.tag) } == true ? variant.unchanged : variant.response
    }
}

/// Weakly, as caches compare; `W/` before a tag means nothing to us.
private func matches(_ list: String, _ tag: String) -> Bool {
    list.split(separator: ",").contains { item in
        let item = item.drop { $0 == " " }.prefix { $0 != " " }
        return item == "*" || (item.hasPrefix("W/") ? item.dropFirst(2) : item) == tag
    }
}

/// What an `Accept-Encoding` header allows.
struct AcceptedCodings {
    private let weights: [String: Bool]

    init(_ header: String) {
        weights = Dictionary(
            header.split(separator: ",").map { item in
                let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
                let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
                return (parts.first ?? "", (weight ?? 1) > 0)
            }, uniquingKeysWith: { first, _ in first })
    }

    func allow(_ coding: String) -> Bool { weights[coding] ?? weights["*"] ?? false }
}

/// Files by their path, as a program carries them within itself.
public struct StaticFiles: Sendable {
    private let files: [String: StaticFile]
    /// `files` by absolute path: `/assets/app.css`.
    public init(_ files: [String: StaticFile]) { self.files = files }

    /// Nil if there is no such file.
    public func response(to request: Request) -> Response? {
        files[request.path.percentDecoded]?.response(to: request)
    }
}
