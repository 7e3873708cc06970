// SPDX-License-Identifier: Apache-2.0

/// DER in the clothes of RFC 7468.
public enum PEM {
    /// The text of one block, in lines of 64.
    public static func text(of der: [UInt8], label: String) -> String {
        let letters = Array(Base64.standard.text(of: der).utf8)
        let lines = stride(from: 0, to: letters.count, by: 64).map { start in
            String(decoding: letters[start..<min(start + 64, letters.count)], as: UTF8.self)
        }
        return (["-----BEGIN \(label)-----"] + lines + ["-----END \(label)-----"]).joined(separator: "\n") + "\n"
    }

    /// The first block with this label; what stands around it is ignored.
    public static func der(of text: String, label: String) throws(SecretsError) -> [UInt8] {
        guard text.utf8.count <= 65_536 else { throw .malformed("PEM", why: "is longer than 64 KB") }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmed }
        guard let begin = lines.firstIndex(of: "-----BEGIN \(label)-----") else {
            throw .malformed("PEM", why: "has no block that begins with \(label)")
        }
        guard let end = lines[begin...].firstIndex(of: "-----END \(label)-----") else {
            throw .malformed("PEM", why: "has no end to its block \(label)")
        }
        guard let der = Base64.standard.bytes(of: lines[(begin + 1)..<end].joined()), !der.isEmpty else {
            throw .malformed("PEM", why: "its block \(label) is not base64")
        }
        return der
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
