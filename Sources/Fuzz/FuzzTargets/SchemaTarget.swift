// SPDX-License-Identifier: Apache-2.0
import JSON
import Shapes

extension FuzzTarget {
    /// A schema that is understood is written again with the same meaning, and its defaults fit it.
    static let schema = FuzzTarget("schema") { bytes throws(Broken) in
        guard let value = try? JSON(parsing: bytes), let shape = try? Shape(schema: value) else { return }
        let again = try kept("what was written") { try Shape(schema: shape.schema) }
        try promise(again == shape, "written and read, the shape is another")
        for member in shape.members {
            guard let fallback = member.fallback else { continue }
            let fitted = try kept("the default of \(member.name)") { try member.shape.fit(fallback) }
            try promise(fitted == fallback, "the default of \(member.name) fits as another value")
        }
    }
}
