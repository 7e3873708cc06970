// SPDX-License-Identifier: Apache-2.0
import Reception
package import Web

/// What this door looks at before it reads a message: HTTP's method and header lines.
package struct Head: Sendable {
    package let method: String
    let headers: [Header]

    package init(_ method: String, _ headers: [Header]) { (self.method, self.headers) = (method, headers) }

    /// The first of that name; `name` in lower case.
    subscript(name: String) -> String? { headers.first(name) }

    var era: Era { Era(header: self["mcp-protocol-version"]) }

    /// Everything that can be refused without the body; whoever passes may be asked who they are.
    func check(_ premises: Premises) throws(Fault) {
        guard premises.answers(to: self["host"]) else {
            throw .refused(421, "Invalid Host header: this server is called \(premises.names)")
        }
        if let origin = self["origin"], !premises.admits(page: origin) {
            throw .refused(403, "Invalid Origin header: web pages of that origin may not call this server")
        }
        switch (method, era) {
        case ("POST", _): try checkTypes()
        case ("DELETE", .legacy): break
        case (_, .modern): throw notAllowed("POST")
        case (_, .legacy): throw notAllowed("POST, DELETE")
        }
    }

    private func notAllowed(_ methods: String) -> Fault {
        var fault = Fault.refused(405, "Method not allowed: messages are sent with POST, and no stream is offered")
        fault.headers = [Header("Allow", methods)]
        return fault
    }

    private func checkTypes() throws(Fault) {
        guard self["content-type"].map(Self.mediaTypes) == ["application/json"] else {
            throw .refused(400, "Invalid Content-Type header: a message is application/json")
        }
        let accepted = Self.mediaTypes(self["accept"] ?? "")
        let both = [["application/json", "application/*"], ["text/event-stream", "text/*"]]
        guard accepted.contains("*/*") || both.allSatisfy({ !Set($0).isDisjoint(with: accepted) }) else {
            throw .refused(406, "Not acceptable: send Accept: application/json, text/event-stream")
        }
    }

    /// Without their parameters.
    private static func mediaTypes(_ header: String) -> [String] {
        header.split(separator: ",").map { type in
            type.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        }
    }

    /// A routing header that stands there twice could mean one thing to a gateway and another to us.
    var duplicate: String? {
        ["mcp-protocol-version", "mcp-method", "mcp-name"].first { name in
            headers.count { $0.name.lowercased() == name } > 1
        }
    }
}
