// SPDX-License-Identifier: Apache-2.0
/// What happened, newest first.
public func timeline(@Markup content: () -> Node) -> Node { ol(.class("tl")) { content() } }

/// One thing that happened; `details` says where, by whom and when.
public func moment(_ tone: Tone, _ picture: Icon, @Markup what: () -> Node, @Markup details: () -> Node) -> Node {
    li(.class("tl-" + tone.rawValue)) {
        span(.class("tl-i")) { icon(picture) }
        div {
            p { what() }
            p(.class("dim")) { details() }
        }
    }
}

/// What is wrong, the worst first.
public func issues(@Markup content: () -> Node) -> Node { ul(.class("issues")) { content() } }

/// One thing that is wrong: how bad, what, since when or how often, and what shows it.
public func issue(
    _ tone: Tone, _ word: String, _ what: String, trailing: Node = .empty, @Markup evidence: () -> Node = { .empty }
) -> Node {
    let evidence = evidence()
    return li {
        statusMark(tone, saying: word)
        span(.class("issue-t")) { what }
        if !trailing.isEmpty { span(.class("dim num")) { trailing } }
        if !evidence.isEmpty { div(.class("issue-e dim")) { evidence } }
    }
}
