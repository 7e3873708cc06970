// SPDX-License-Identifier: Apache-2.0
import Markup
import Shapes
package import Vocabulary
import Web

/// What a page looks at: one organization, or one of its sites.
///
/// It stands in every address, so that links last.
package struct Scope: Sendable, Equatable {
    package let organization: OrganizationID
    package let site: SiteID?

    package init(_ organization: OrganizationID, _ site: SiteID? = nil) {
        (self.organization, self.site) = (organization, site)
    }

    /// The parameter of every address; a tool's field cannot be called so.
    package static let parameter = "scope"

    /// `organization` or `organization.site`; nil when it is neither.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let organization = OrganizationID(parts[0]) else { return nil }
        let site = parts.count == 2 ? SiteID(parts[1]) : nil
        guard parts.count == 1 || site != nil else { return nil }
        (self.organization, self.site) = (organization, site)
    }

    package var text: String { ["\(organization)", site.map { "\($0)" }].compactMap(\.self).joined(separator: ".") }

    /// An address of ours with the scope in it; one that names a scope already is left as it is.
    package func kept(in path: String) -> String {
        let halves = path.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = halves.first, !address.contains("?scope="), !address.contains("&scope=") else {
            return path
        }
        let scoped = address + (address.contains("?") ? "&" : "?") + "\(Self.parameter)=\(text)"
        return halves.count > 1 ? scoped + "#" + halves[1] : String(scoped)
    }
}

/// Where on the console somebody is: a path and what is asked of it.
struct Spot: Sendable {
    let target: String
    var path: String { String(target.prefix { $0 != "?" }) }
    var parts: [String] { path.split(separator: "/").map(\.percentDecoded) }
    /// Without the scope, which is about the whole console.
    var query: [QueryItem] { all.filter { $0.name != Scope.parameter } }
    func query(_ name: String) -> String? { all.first { $0.name == name }?.value }

    private var all: [QueryItem] { QueryItem.items(of: String(target.drop { $0 != "?" }.dropFirst())) }
}
