// SPDX-License-Identifier: Apache-2.0
/// Where each asset lies: its file carries its hash, so that a browser may keep it for ever.
public struct AssetNames: Sendable {
    private let files: [String: String]

    /// `files` says which file holds each logical name; one that is not in it is served by its plain name.
    public init(_ files: [String: String] = [:]) { self.files = files }

    public func path(of name: String) -> String { "/assets/" + (files[name] ?? name) }
}
