// SPDX-License-Identifier: Apache-2.0
import Reception
import ServerKit
import Shapes
import Vocabulary
import Web

/// Of what somebody wants to hear, in the query of the address: `?severity=high&category=security`.
struct Filter: Sendable, Equatable {
    var types: Set<String> = []
    var categories: Set<Category> = []
    var devices: Set<DeviceID> = []
    /// At least.
    var severity: Severity?
    var organization: OrganizationID?
    var cursor: String?

    /// Values of one name.
    private static let most = 50

    init(_ query: [QueryItem]) throws(Refusal) {
        var counts: [String: Int] = [:]
        for item in query {
            counts[item.name, default: 0] += 1
            guard counts[item.name, default: 0] <= Self.most else {
                throw .invalid(path: item.name, why: "must be given at most \(Self.most) times")
            }
            switch item.name {
            case "type": types.insert(try Self.type(item.value))
            case "category": categories.insert(try Self.choice(item))
            case "device": devices.insert(try Self.device(item.value))
            case "severity": severity = try Self.choice(item)
            case "organization": organization = try Particulars.organization(item.value, at: "organization")
            case "cursor": cursor = item.value
            default:
                throw .invalid(
                    path: String(item.name.prefix(48)),
                    why: "is no filter; there are type, category, severity, device, organization and cursor")
            }
        }
    }

    func lets(_ event: Happened) -> Bool {
        (types.isEmpty || types.contains(event.type)) && (categories.isEmpty || categories.contains(event.category))
            && (devices.isEmpty || !devices.isDisjoint(with: event.devices))
            && (severity.map { $0.rank <= event.severity.rank } ?? true)
    }

    private static func type(_ text: String) throws(Refusal) -> String {
        let isName = text.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_.".utf8.contains($0) }
        guard isName, (1...100).contains(text.utf8.count) else {
            throw .invalid(path: "type", why: "must be the type of an event, as device.enrolled")
        }
        return text
    }

    private static func choice<Value: Choice>(_ item: QueryItem) throws(Refusal) -> Value
    where Value: RawRepresentable, Value.RawValue == String {
        guard let value = Value(rawValue: item.value) else {
            throw .invalid(
                path: item.name, why: "must be one of " + Value.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return value
    }

    private static func device(_ text: String) throws(Refusal) -> DeviceID {
        guard let device = DeviceID(text) else { throw .invalid(path: "device", why: "must be the id of a device") }
        return device
    }
}

extension Severity {
    fileprivate var rank: Int {
        switch self {
        case .info: 0
        case .low: 1
        case .medium: 2
        case .high: 3
        case .critical: 4
        }
    }
}
