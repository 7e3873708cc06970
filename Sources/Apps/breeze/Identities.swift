// SPDX-License-Identifier: Apache-2.0
import Files
import Secrets
import ServerKit
import Settings
import Shapes
import Web

/// What the server proves itself with: our own authority's certificate, and to people another one if one is set.
///
/// Asked again while the server runs: both may have been replaced since.
struct Identities: Sendable {
    struct Incomplete: Error, CustomStringConvertible {
        let description = "certificate and certificate_key_file belong together: set both, or neither"
    }

    /// A chain and its key, in PEM.
    struct Shown: Sendable, Equatable {
        let chain: String
        let key: String
    }

    let authority: Authority
    private let folder: AuthorityFolder
    private let names: Names
    private let files: (chain: String, key: String)?

    init(_ settings: Settings, _ folder: AuthorityFolder, _ authority: Authority) throws {
        (self.folder, self.authority, names) = (folder, authority, try Names(settings))
        switch (settings[Options.certificate], settings[Options.certificateKey]) {
        case (nil, nil): files = nil
        case (let chain?, let key?): files = (chain.description, key.description)
        case (_?, nil), (nil, _?): throw Incomplete()
        }
    }

    /// Whom agents are issued by: they may identify themselves, and must for all but enrollment.
    var agents: ServerTLS.Clients { .mayIdentify(.text(authority.certificate.pem)) }

    func toAgents(at now: Instant) throws -> Shown {
        let own = try folder.identity(of: authority, names: names.names, addresses: names.addresses, at: now)
        return Shown(chain: own.chain, key: own.key)
    }

    func toPeople(at now: Instant) throws -> Shown {
        guard let files else { return try toAgents(at: now) }
        func text(_ path: String) throws -> String { String(decoding: try contents(of: path), as: UTF8.self) }
        return Shown(chain: try text(files.chain), key: try text(files.key))
    }
}

extension ServerTLS {
    convenience init(_ shown: Identities.Shown, clients: Clients = .anonymous) throws {
        try self.init(chain: .text(shown.chain), key: .text(shown.key), clients: clients)
    }
}
