// SPDX-License-Identifier: Apache-2.0
import JSON

/// What a call led to: what to print, where, and the exit status.
public struct Ending: Sendable, Equatable {
    public let text: String
    public let isError: Bool
    public let status: Int32

    public init(text: String, isError: Bool, status: Int32) {
        (self.text, self.isError, self.status) = (text, isError, status)
    }

    static func wrong(_ text: String) -> Ending { Ending(text: "breeze: " + text, isError: true, status: 2) }
    static func said(_ text: String) -> Ending { Ending(text: text, isError: false, status: 0) }

    init(_ reply: Terminal.Reply, _ draw: (JSON?, [UInt8]) -> String) {
        let answer = reply.json
        let status = Self.exit(after: reply.status, answer?["status"]?.text ?? answer?["code"]?.text ?? "")
        self =
            (200..<300).contains(reply.status)
            ? Ending(text: draw(answer, reply.body), isError: false, status: status)
            : Ending(text: Self.sentence(answer, reply.status), isError: true, status: status)
    }

    /// The exit statuses are the contract's: 0 done, 2 wrong, 3 not allowed or not there, 4 waits, 5 blocked, 1 else.
    ///
    /// - `word`: The status of what was accepted, the code of a problem.
    package static func exit(after status: Int, _ word: String) -> Int32 {
        switch (status, word) {
        case (202, "pending_approval"): 4
        case (200..<300, _): 0
        case (403, "blocked"): 5
        case (401, _), (403, _), (404, _): 3
        case (422, _): 2
        default: 1  // every other number of HTTP's
        }
    }

    /// What is wrong, what to do, and by which id the server's people find it.
    private static func sentence(_ problem: JSON?, _ status: Int) -> String {
        guard let detail = problem?["detail"]?.text else {
            let title = problem?["title"]?.text.map { ": " + $0.harmless(lines: false) } ?? ""
            return "breeze: the server answered with \(status)\(title)"
        }
        var words = "breeze: " + detail.harmless(lines: false)
        if let remedy = problem?["remedy"]?.text?.harmless(lines: false), !words.contains(remedy) {
            words += " " + remedy
        }
        if let link = problem?["link"]?.text?.harmless(lines: false) { words += " See \(link)." }
        guard let request = problem?["request_id"]?.text else { return words }
        return words + " (request \(request.harmless(lines: false)))"
    }
}
