// SPDX-License-Identifier: Apache-2.0
import GateKit
import JSON
import MCP
import Web

/// One request as a client would make it; each test spoils what it is about.
struct Probe {
    var method = "POST"
    var headers: [String: String?] = [:]
    var more: [Header] = []
    var body: [UInt8]
    var key: String? = "reader"

    /// A message of the stateless revision, with the headers that mirror it.
    static func modern(
        _ method: String, _ parameters: [String: JSON] = [:], meta: [String: JSON]? = envelope, id: JSON = 1
    ) -> Probe {
        var parameters = parameters
        parameters["_meta"] = meta.map { .object($0) }
        var headers: [String: String?] = ["mcp-protocol-version": "2026-07-28", "mcp-method": method]
        if case .string(let name)? = parameters["name"] { headers["mcp-name"] = name }
        return Probe(
            headers: headers,
            body: JSON.object(["jsonrpc": "2.0", "id": id, "method": .string(method), "params": .object(parameters)])
                .bytes)
    }

    static let envelope: [String: JSON] = [
        "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
        "io.modelcontextprotocol/clientInfo": ["name": "probe", "version": "0"],
    ]

    /// A message of the handshake's way.
    static func legacy(_ method: String, _ parameters: JSON? = nil, session: String? = nil) -> Probe {
        var message: [String: JSON] = ["jsonrpc": "2.0", "id": 1, "method": .string(method)]
        message["params"] = parameters
        return Probe(headers: ["mcp-session-id": session], body: JSON.object(message).bytes)
    }

    static func handshake(_ version: String) -> Probe {
        legacy("initialize", ["protocolVersion": .string(version), "capabilities": [:], "clientInfo": ["name": "p"]])
    }

    func with(_ name: String, _ value: String?) -> Probe {
        var probe = self
        probe.headers[name] = .some(value)
        return probe
    }
    func sending(_ text: String) -> Probe {
        var probe = self
        probe.body = Array(text.utf8)
        return probe
    }
    func by(_ key: String?) -> Probe {
        var probe = self
        probe.key = key
        return probe
    }
    func method(_ method: String) -> Probe {
        var probe = self
        probe.method = method
        return probe
    }

    /// What the door answers.
    func sent(to desk: Desk) async throws -> Heard {
        var sent = [
            "host": "rmm.example.com", "content-type": "application/json",
            "accept": "application/json, text/event-stream",
        ]
        for (name, value) in headers { sent[name] = value }
        let head = Head(method, sent.map { Header($0.key, $0.value) } + more)
        let body = body
        let response = await desk.door.answer(head, by: key.map { .token($0) }, requestID: "request") { body }
        return try Heard(response)
    }
}

/// An answer, read.
struct Heard {
    let status: Int
    let json: JSON
    let response: Web.Response

    init(_ response: Web.Response) throws {
        let bytes = response.bytes ?? []
        (status, self.response) = (response.status, response)
        json = bytes.isEmpty ? .null : try JSON(parsing: bytes)
    }

    var result: JSON? { json["result"] }
    var error: JSON? { json["error"] }
    var code: JSON? { error?["code"] }
    var session: String? { response.header("mcp-session-id") }
    var tools: [String] {
        guard case .array(let tools)? = result?["tools"] else { return [] }
        return tools.compactMap { if case .string(let name)? = $0["name"] { name } else { nil } }
    }
}
