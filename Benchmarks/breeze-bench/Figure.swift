// SPDX-License-Identifier: Apache-2.0

/// One thing that was measured: a row of docs/figures.md.
struct Figure: Sendable {
    let name: String
    let ours: String
    var reference = "–"
    var ratio = "–"
    var goal = "–"
    var isMet: Bool?
    /// Of the machine, over the minute before it was taken: figures of a busy machine are to be read with care.
    let load: String

    var cells: [String] {
        [name, "\(ours); load \(load)", reference, ratio, goal, isMet.map { $0 ? "yes" : "no" } ?? "–", "`make bench`"]
    }
    var row: String { "| " + cells.joined(separator: " | ") + " |" }
    /// For whoever watches.
    var line: String {
        let goal = goal == "–" ? "" : ", goal \(goal)" + (isMet.map { $0 ? ": met" : ": MISSED" } ?? "")
        return "\(name): \(ours)" + (reference == "–" ? "" : " (reference \(reference), ratio \(ratio))") + goal
            + " [load \(load)]"
    }
}

/// With as many digits after the point as asked for.
func decimal(_ value: Double, _ digits: Int = 1) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((value * Double(scale)).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let fraction = "\(scaled % scale)"
    return "\(scaled / scale).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
}

/// `10 000`, so that large numbers can be read.
func grouped(_ number: Int) -> String {
    var (text, rest) = ("", number)
    while rest >= 1000 {  // ends, as it is divided each time
        let part = "\(rest % 1000)"
        text = " " + String(repeating: "0", count: 3 - part.count) + part + text
        rest /= 1000
    }
    return "\(rest)" + text
}
