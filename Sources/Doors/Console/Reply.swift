// SPDX-License-Identifier: Apache-2.0
import Markup
import Web

/// What a request to the console is answered with: a page that is still markup, or a response as it goes out.
enum Reply {
    case page(Node, status: Int = 200)
    /// Some of a page, for a script that puts it in its place.
    case part(Node)
    case plain(Web.Response)

    static func redirect(to location: String) -> Reply { .plain(.redirect(to: location)) }

    func with(_ cookie: Cookie) -> Reply {
        switch self {
        case .plain(let response): .plain(response.with(cookie))
        case .page, .part: self  // only ways to elsewhere carry cookies
        }
    }
}

extension ConsoleDoor {
    /// Every link and form of a page stays within what its viewer looks at.
    func response(_ reply: Reply, within scope: Scope?) -> Web.Response {
        switch reply {
        case .plain(let response): response
        case .page(let node, let status): html(node, within: scope, status)
        case .part(let node): html(node, within: scope, 200).with("Vary", "Breeze-Part")
        }
    }

    private func html(_ node: Node, within scope: Scope?, _ status: Int) -> Web.Response {
        let node = scope.map { scope in node.leading { scope.kept(in: $0) } } ?? node
        return Web.Response(status, type: "text/html; charset=utf-8", bytes: node.bytes(naming: assets.names))
    }

    func page(_ page: Node, status: Int = 200) -> Reply { .page(page, status: status) }
}
