// SPDX-License-Identifier: Apache-2.0
import JSON
import Shapes
import Vocabulary
import Web

/// Sets a world up, as a person at the server's own terminal would.
struct Desk {
    private let client: WebClient
    private let terminal: WebAddress

    struct Refused: Error, CustomStringConvertible { let description: String }

    init(_ client: WebClient, _ terminal: WebAddress) { (self.client, self.terminal) = (client, terminal) }

    func home() async throws -> World.Customer {
        guard case .array(let sites)? = try await call("list_sites")["items"], let site = sites.first else {
            throw Refused(description: "the first start has made no site")
        }
        return World.Customer(organization: try id(site["organization"]), site: try id(site["site"]))
    }

    func customer(_ name: String) async throws -> World.Customer {
        let organization: OrganizationID = try id(
            try await call("create_organization", ["name": .string(name)])["organization"])
        let sites = try await call("list_sites", ["organization": .string("\(organization)")])["items"]
        guard case .array(let sites)? = sites, let site = sites.first else {
            throw Refused(description: "\(name) has no site")
        }
        return World.Customer(organization: organization, site: try id(site["site"]))
    }

    func key(_ name: String, _ permissions: [String], _ organizations: [OrganizationID]) async throws -> World.Caller {
        let made = try await call(
            "create_api_key",
            [
                "name": .string(name), "permissions": .array(permissions.map { .string($0) }),
                "organizations": .array(organizations.map { .string("\($0)") }),
            ])
        guard case .string(let secret)? = made["secret"] else { throw Refused(description: "no key: \(made)") }
        return .token(secret)
    }

    private func id<Kind: Noun>(_ value: JSON?) throws -> ID<Kind> {
        guard case .string(let text)? = value, let id = ID<Kind>(text) else {
            throw Refused(description: "no id of a \(Kind.noun)")
        }
        return id
    }

    private func call(_ tool: String, _ arguments: JSON = [:]) async throws -> JSON {
        let response = try await client.request(
            "POST", terminal.at("/api/v1/tools/\(tool)"), headers: [Header("Content-Type", "application/json")],
            body: arguments.bytes)
        let body = try JSON(parsing: await response.body(limit: 1 << 20))
        guard response.status == 200 else { throw Refused(description: "\(tool): \(response.status) \(body)") }
        return body
    }
}
