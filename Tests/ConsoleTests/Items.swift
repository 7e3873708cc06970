// SPDX-License-Identifier: Apache-2.0
import JSON

extension JSON {
    /// The items of a list, if it is one.
    var items: [JSON] { if case .array(let items)? = self["items"] { items } else { [] } }
}
