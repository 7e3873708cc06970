// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
public import Secrets
public import Shapes

extension Finding {
    /// A certificate on disk: whether it can be read, is in force, and was issued by whom it should.
    public static func certificate(
        _ subject: String, at path: String, issuedBy authority: Certificate?, _ now: Instant,
        renewedAt margin: Duration,
        do remedy: String
    ) -> Finding {
        .of(subject, do: remedy) {
            let certificate = try Certificate(pem: String(decoding: try contents(of: path), as: UTF8.self))
            let until = "until \(certificate.notAfter), \(path)"
            guard certificate.notBefore <= now else {
                return .failed(subject, "not good before \(certificate.notBefore), \(path)", do: "set the clock")
            }
            guard now <= certificate.notAfter else { return .failed(subject, "has ended, \(path)", do: remedy) }
            guard authority.map({ certificate.isIssued(by: $0) }) ?? true else {
                return .failed(subject, "was not issued by the authority beside it, \(path)", do: remedy)
            }
            return certificate.notAfter - now < margin
                ? .warning(subject, "ends soon: \(until)", do: remedy) : .ok(subject, "good \(until)")
        }
    }

    /// A file that nobody but its owner may read.
    public static func closed(_ subject: String, at path: String) -> Finding {
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            return .failed(subject, "\(path): \(systemMessage(errno))", do: "look as root, or restore it from a backup")
        }
        return facts.st_mode & 0o077 == 0
            ? .ok(subject, "for its owner's eyes, \(path)")
            : .failed(subject, "can be read by others, \(path)", do: "chmod 600 \(path), and think of it as known")
    }
}
