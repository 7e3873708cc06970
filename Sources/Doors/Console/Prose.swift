// SPDX-License-Identifier: Apache-2.0
import Markup

/// A sentence of ours: what stands between backticks is set as code.
func prose(_ text: String) -> Node {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1, parts.count % 2 == 1 else { return .text(text) }
    return .group(
        parts.enumerated().map { index, part in index.isMultiple(of: 2) ? .text(part) : code { part } })
}
