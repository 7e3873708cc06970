// SPDX-License-Identifier: Apache-2.0
/// One attribute; its name is always a literal of this kit, its value always escaped.
public struct Attribute: Sendable {
    let name: String
    let value: Value

    enum Value: Sendable {
        case absent
        case present
        case text(String)
        case asset(String, fragment: String?)
    }

    init(_ name: StaticString, _ value: String) { (self.name, self.value) = ("\(name)", .text(value)) }
    init(_ name: StaticString, _ value: Value) { (self.name, self.value) = ("\(name)", value) }

    /// The id, if that is what it gives.
    var ownID: String? { if name == "id", case .text(let id) = value { id } else { nil } }

    /// A way to one of our own addresses, changed; any other attribute as it is.
    func leading(_ change: (String) -> String) -> Attribute {
        guard ["href", "action", "formaction"].contains(name), case .text(let path) = value, isOwn(path) else {
            return self
        }
        return Attribute(name, .text(change(path)))
    }

    static func asset(_ name: StaticString, _ asset: String, fragment: String? = nil) -> Attribute {
        Attribute(name, .asset(asset, fragment: fragment))
    }
}

extension Attribute {
    public static func id(_ id: String) -> Attribute { Attribute("id", id) }
    /// Class names; those that are nil are left out, and so is the attribute when none is left.
    public static func `class`(_ names: String?...) -> Attribute {
        let given = names.compactMap(\.self).joined(separator: " ")
        return given.isEmpty ? Attribute("class", .absent) : Attribute("class", given)
    }
    public static func role(_ role: StaticString) -> Attribute { Attribute("role", "\(role)") }
    public static func title(_ text: String) -> Attribute { Attribute("title", text) }
    public static func lang(_ tag: StaticString) -> Attribute { Attribute("lang", "\(tag)") }
    public static func tabindex(_ index: Int) -> Attribute { Attribute("tabindex", String(index)) }
    public static func colspan(_ count: Int) -> Attribute { Attribute("colspan", String(count)) }
    public static func scope(_ scope: Span) -> Attribute { Attribute("scope", scope.rawValue) }
    public static func datetime(_ text: String) -> Attribute { Attribute("datetime", text) }

    /// The form that a field belongs to, where it does not stand in it.
    public static func form(_ id: String) -> Attribute { Attribute("form", id) }
    /// Where a button sends its form instead; only to one of our own paths.
    public static func formAction(_ path: String) -> Attribute { Attribute("formaction", ownPath(path)) }

    public static func aria(_ name: StaticString, _ value: String) -> Attribute {
        Attribute("aria-\(name)" as String, value)
    }
    public static func aria(_ name: StaticString, _ value: Bool) -> Attribute {
        Attribute("aria-\(name)" as String, value ? "true" : "false")
    }
    public static func data(_ name: StaticString, _ value: String = "") -> Attribute {
        Attribute("data-\(name)" as String, value)
    }

    /// The attribute, or none.
    public static func when(_ condition: Bool, _ attribute: @autoclosure () -> Attribute) -> Attribute {
        condition ? attribute() : Attribute("", .absent)
    }

    /// A yes-or-no attribute of an element.
    public enum Flag: String, Sendable {
        case checked, disabled, hidden, multiple, open, readonly, required, selected, autofocus, novalidate
    }
    public static func flag(_ flag: Flag, _ isOn: Bool = true) -> Attribute {
        Attribute(flag.rawValue, isOn ? .present : .absent)
    }

    /// What a header cell heads.
    public enum Span: String, Sendable { case col, row }

    private init(_ name: String, _ value: Value) { (self.name, self.value) = (name, value) }
    private init(_ name: String, _ value: String) { (self.name, self.value) = (name, .text(value)) }
}
