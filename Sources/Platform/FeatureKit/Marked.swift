// SPDX-License-Identifier: Apache-2.0
public import Markup
public import Shapes

extension Markup {
    /// Words of an outsider are shown as such, wherever they appear.
    public static func buildExpression(_ words: Untrusted) -> Node { untrusted(words.text, from: words.source) }
}
