// SPDX-License-Identifier: Apache-2.0
public import Shapes

extension Instant {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`, as HTTP has it.
    public init?(httpDate text: String) {
        let words = text.split(separator: " ").map(String.init)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: words[2]) else { return nil }
        let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
        self.init("\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }
}
