// SPDX-License-Identifier: Apache-2.0

extension String {
    /// What an outsider wrote, as text of at most `limit` bytes, cut between two code points.
    ///
    /// What is not UTF-8 becomes U+FFFD, and so does the null character, which PostgreSQL's text cannot hold.
    public init(repairing bytes: some Collection<UInt8>, limit: Int) {
        // One byte becomes three at most, so nothing after the first `limit` bytes can still be wanted.
        let whole = String(decoding: bytes.prefix(limit + 3), as: UTF8.self)
        var text = ""
        for scalar in whole.unicodeScalars {
            let scalar = scalar == "\0" ? "\u{FFFD}" : scalar
            guard text.utf8.count + UTF8.width(scalar) <= limit else { break }
            text.unicodeScalars.append(scalar)
        }
        self = text
    }
}
