// SPDX-License-Identifier: Apache-2.0
/// A line small enough for a cell; the number beside it is what counts, so screen readers skip it.
public func sparkline(_ values: [Double], _ tone: Tone = .idle, upTo top: Double? = nil) -> Node {
    let shown = Array(values.suffix(120)).filter(\.isFinite)
    let highest = max(top ?? 0, shown.max() ?? 0, .leastNonzeroMagnitude)
    let points = shown.enumerated().map { index, value in
        let x = shown.count > 1 ? Double(index) * 100 / Double(shown.count - 1) : 0
        return "\(tenths(x)),\(tenths(19 - max(value, 0) / highest * 18))"
    }
    return .element(
        "svg",
        [
            .class("spark", "st-" + tone.rawValue), Attribute("viewBox", "0 0 100 20"),
            Attribute("preserveAspectRatio", "none"), .aria("hidden", true),
        ]
    ) { Node.element("polyline", [Attribute("points", points.joined(separator: " "))]) {} }
}

/// A coordinate with one digit after the point: finer than any pixel, and short.
func tenths(_ number: Double) -> String {
    guard number.isFinite, number.magnitude < 1e15 else { return "0" }
    let scaled = Int((number * 10).rounded())
    return scaled.isMultiple(of: 10) ? String(scaled / 10) : String(Double(scaled) / 10)
}
