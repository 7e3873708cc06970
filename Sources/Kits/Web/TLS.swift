// SPDX-License-Identifier: Apache-2.0
import CBeast

/// A certificate chain or a key, given by its text or by the file that holds it.
public enum PEM: Sendable {
    case text(String)
    case file(String)
}

/// A certificate, key or trust that cannot be used; says which and why.
public struct TLSError: Error, CustomStringConvertible {
    public let description: String
}

/// What a server proves itself with, and whose client certificates it wants; shared by all loops.
///
/// To renew a certificate make another one and hand it to ``Server/replace(_:on:)``.
public final class ServerTLS: Sendable {
    /// Whether clients show a certificate, and the CA that must have issued it.
    public enum Clients: Sendable {
        case anonymous
        case mayIdentify(PEM)
        case mustIdentify(PEM)
    }

    nonisolated(unsafe) let raw: OpaquePointer  // counted and unchanging: any thread may use it

    /// `chain` begins with the server's own certificate; it should end with the root, so that clients can pin that.
    public init(chain: PEM, key: PEM, clients: Clients = .anonymous) throws(TLSError) {
        let (wanted, ca): (hs_client_certificate, PEM?) =
            switch clients {
            case .anonymous: (HS_CERTIFICATE_NONE, nil)
            case .mayIdentify(let ca): (HS_CERTIFICATE_OPTIONAL, ca)
            case .mustIdentify(let ca): (HS_CERTIFICATE_REQUIRED, ca)
            }
        raw = try make { why, size in
            withRaw(chain) { chain in
                withRaw(key) { key in withRaw(ca) { ca in hs_tls_server(chain, key, ca, wanted, why, size) } }
            }
        }
    }
    deinit { hs_tls_release(raw) }
}

/// Whom a client believes, and who it says it is.
public final class ClientTLS: Sendable {
    public enum Trust: Sendable {
        case system
        /// Only this CA.
        case authority(PEM)
        /// Only a server whose chain leads to the root with this SHA-256 (hex) and whose name matches.
        ///
        /// What one enrolls with, when the fingerprint is all one has; the root itself comes with the answer.
        case pinned(String)
    }
    public struct Identity: Sendable {
        let chain: PEM
        let key: PEM
        public init(chain: PEM, key: PEM) { (self.chain, self.key) = (chain, key) }
    }

    nonisolated(unsafe) let raw: OpaquePointer  // counted; what changes in it has its own lock

    public init(trusting trust: Trust = .system, as identity: Identity? = nil) throws(TLSError) {
        let (ca, pin): (PEM?, String?) =
            switch trust {
            case .system: (nil, nil)
            case .authority(let ca): (ca, nil)
            case .pinned(let fingerprint): (nil, fingerprint)
            }
        raw = try make { why, size in
            withRaw(identity?.chain) { chain in
                withRaw(identity?.key) { key in
                    withRaw(ca) { ca in
                        withText(pin) { pin in hs_tls_client(chain, key, ca, pin, why, size) }
                    }
                }
            }
        }
    }
    deinit { hs_tls_release(raw) }
}

/// SHA-256, as fingerprints and entity tags need it.
public func sha256(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
        if let start = digest.baseAddress {
            bytes.withUnsafeBytes { hs_sha256($0.baseAddress, $0.count, start) }
            count = 32
        }
    }
}

private func make(_ body: (UnsafeMutablePointer<CChar>, Int) -> OpaquePointer?) throws(TLSError) -> OpaquePointer {
    var made: OpaquePointer?
    let why = sentence { made = body($0, $1) }
    guard let made else { throw TLSError(description: why) }
    return made
}

/// What C writes into a buffer to say why.
func sentence(_ body: (UnsafeMutablePointer<CChar>, Int) -> Void) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
        buffer.initialize(repeating: 0)
        guard let start = buffer.baseAddress else { return "" }
        body(start, buffer.count)
        return String(cString: start)
    }
}

private func withRaw<Result>(_ pem: PEM?, _ body: (hs_pem) -> Result) -> Result {
    switch pem {
    case .text(let text): text.withCString { body(hs_pem(text: $0, path: nil)) }
    case .file(let path): path.withCString { body(hs_pem(text: nil, path: $0)) }
    case nil: body(hs_pem(text: nil, path: nil))
    }
}

func withText<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let text else { return body(nil) }
    return text.withCString { body($0) }
}
