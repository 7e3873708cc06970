// SPDX-License-Identifier: Apache-2.0
package import GateKit
package import Markup
import Vocabulary

/// Every tool, in the groups of the features that bring them.
package struct ToolList {
    package struct Group {
        let name: String
        let promise: String
        let tools: [Tool]
        package init(_ name: String, _ promise: String, _ tools: [Tool]) {
            (self.name, self.promise, self.tools) = (name, promise, tools)
        }
    }
    package struct Tool {
        let entry: Entry
        let mayCall: Bool
        package init(_ entry: Entry, mayCall: Bool) { (self.entry, self.mayCall) = (entry, mayCall) }
    }

    let groups: [Group]
    let wanted: String
    package init(_ groups: [Group], wanted: String) { (self.groups, self.wanted) = (groups, wanted) }

    var count: Int { groups.reduce(0) { $0 + $1.tools.count } }
}

package func toolListPage(_ list: ToolList, in frame: Frame) -> Node {
    shell("Tools", at: "/tools", [Crumb("Tools")], in: frame) {
        div(.class("page tools")) {
            header(.class("ph")) { h1("Tools") }
            p(.class("lead")) {
                "All that this server can be asked and told. People, programs and models call the same tools, by the "
                "same names, through the same gate."
            }
            filterField(
                of: "tools", at: Address("/tools", list.wanted.isEmpty ? [] : [.init("q", list.wanted)]),
                hint: "Filter by name", in: frame)
            toolResults(list)
        }
    }
}

/// What a filter leaves of them.
package func toolResults(_ list: ToolList) -> Node {
    div(.id("results"), .class("tool-groups"), .data("live")) {
        if list.groups.isEmpty {
            emptyState("No tool is called so", icon: .search) { linkButton("Show all tools", to: "/tools") }
        }
        for group in list.groups { section(of: group) }
        p(.class("vh"), .role("status")) { Words.count(list.count, "tool") }
    }
}

private func section(of group: ToolList.Group) -> Node {
    section(.class("card")) {
        header(.class("card-h")) {
            h2(group.name)
            span(.class("dim tool-promise")) { group.promise }
        }
        ul(.class("tool-l")) {
            for tool in group.tools {
                li {
                    div(.class("tool-n")) {
                        a("/tools/" + tool.entry.name, .class("called"), .data("row")) { tool.entry.title }
                        mono(tool.entry.name)
                    }
                    p(.class("tool-s")) { prose(firstSentence(of: tool.entry.summary)) }
                    div(.class("tool-b")) { marks(of: tool.entry, mayCall: tool.mayCall) }
                }
            }
        }
    }
}

/// How dangerous it is and what it does, each as a word.
func marks(of entry: Entry, mayCall: Bool = true) -> Node {
    .group([
        badge(entry.effect.word, entry.effect == .destroy ? .warning : .idle),
        badge("Risk: " + entry.risk.level.rawValue, entry.risk.level.tone),
        mayCall ? .empty : badge("Not permitted", icon: .lock),
    ])
}

private func firstSentence(of text: String) -> String {
    guard let end = text.firstRange(of: ". ") else { return text }
    return String(text[..<end.lowerBound]) + "."
}

extension Effect {
    var word: String {
        switch self {
        case .read: "Reads"
        case .mutate: "Changes"
        case .destroy: "Destroys"
        }
    }
}

extension RiskLevel {
    var tone: Tone {
        switch self {
        case .low: .idle
        case .medium: .info
        case .high: .warning
        case .critical: .critical
        }
    }
}
