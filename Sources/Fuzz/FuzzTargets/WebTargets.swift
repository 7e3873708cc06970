// SPDX-License-Identifier: Apache-2.0
import Web

extension FuzzTarget {
    /// What stands in a request's first line: its path is a path, and each item of its query survives being written.
    static let target = FuzzTarget("target") { bytes throws(Broken) in
        let text = String(decoding: bytes, as: UTF8.self)
        let target = Target(text)
        try promise(!target.path.isEmpty && !target.path.contains("?"), "a path of \(target.path)")
        let items = target.query
        let written = items.map { $0.name.percentEncoded + "=" + $0.value.percentEncoded }.joined(separator: "&")
        try promise(QueryItem.items(of: written) == items, "written and read, the query is another")
        try promise(text.percentEncoded.percentDecoded == text, "encoded and decoded, a text is another")
    }

    /// An address that is read is written so that it leads to the same place.
    static let address = FuzzTarget("address") { bytes throws(Broken) in
        let text = String(decoding: bytes, as: UTF8.self)
        guard let address = try? WebAddress(text) else { return }
        let again = try kept("\(address)") { try WebAddress("\(address)") }
        try promise("\(again)" == "\(address)", "\(address) became \(again)")
        try promise(
            again.host == address.host && again.port == address.port && again.target == address.target,
            "\(address) leads elsewhere when it is read again")
        try promise(!address.target.utf8.contains { $0 <= 0x20 || $0 == 0x7F }, "a target that ends its line")
    }
}

extension FuzzTarget {
    /// The engine's own promises of a request, its head and its body.
    static let request = FuzzTarget("request") { bytes throws(Broken) in
        if let broken = Proof.request(bytes) { throw Broken(description: broken) }
    }

    /// The same of what a proxy says of its clients.
    static let proxy = FuzzTarget("proxy") { bytes throws(Broken) in
        if let broken = Proof.proxyHeader(bytes) { throw Broken(description: broken) }
    }
}
