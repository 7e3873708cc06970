// SPDX-License-Identifier: Apache-2.0

/// What a shell may offer next, and the lines that make it ask.
public struct Completion: Sendable {
    /// A word, and what it means.
    public struct Offer: Sendable, Equatable {
        public let word: String
        public let meaning: String
        public init(_ word: String, _ meaning: String) { (self.word, self.meaning) = (word, meaning) }
    }

    private let commands: [Offer]
    private let flags: [(offer: Offer, takesValue: Bool)]
    private let catalogue: Catalogue

    /// `commands` and `flags` are the program's own.
    public init(commands: [Offer], flags: [(offer: Offer, takesValue: Bool)], _ catalogue: Catalogue) {
        (self.commands, self.flags, self.catalogue) = (commands, flags, catalogue)
    }

    /// What fits as the last of the words, which stand after the program's name.
    public func offers(after words: [String]) -> [Offer] {
        let current = words.last ?? ""
        let (plain, pending) = plainWords(words.dropLast())
        let tool = tool(plain)
        if let pending {
            return fitting(tool?.field(pending).map(values) ?? [], current)
        }
        if current.hasPrefix("-") {
            let own = (tool?.fields ?? []).map { Offer("--" + $0.flag, $0.meaning) }
            return fitting(own + flags.map(\.offer) + [Offer("--help", "Tells how it is called.")], current)
        }
        return fitting(nextWords(plain), current)
    }

    private func nextWords(_ plain: [String]) -> [Offer] {
        switch (plain.first, plain.count) {
        case (nil, _):
            return commands
                + catalogue.nouns.map { noun in
                    Offer(noun, catalogue.tools(of: noun).map(\.verb).joined(separator: ", "))
                }
        case ("call", 1): return catalogue.tools.map { Offer($0.name, $0.title) }
        case ("completion", 1): return Shell.allCases.map { Offer($0.rawValue, "") }
        case (let noun?, 1):
            return catalogue.noun(noun).map { noun in
                catalogue.tools(of: noun).map { Offer($0.verb, $0.tool.title) }
            } ?? []
        default: return []  // names of things are not guessed
        }
    }

    private func tool(_ plain: [String]) -> ListedTool? {
        guard plain.count >= 2 else { return nil }
        return plain[0] == "call" ? catalogue.tool(named: plain[1]) : catalogue.tool(plain[0], plain[1])
    }

    /// The words that are neither flags nor their values, and the flag whose value is due.
    private func plainWords(_ words: some Sequence<String>) -> (plain: [String], pending: String?) {
        var (plain, pending): ([String], String?) = ([], nil)
        for word in words {
            if pending != nil {
                pending = nil
            } else if word.hasPrefix("--") {
                guard !word.contains("=") else { continue }
                let own = flags.first { $0.offer.word == word }
                if own?.takesValue ?? (word != "--help") { pending = String(word.dropFirst(2)) }
            } else {
                plain.append(word)
            }
        }
        return (plain, pending)
    }

    private func values(of field: ListedField) -> [Offer] {
        (field.isTruth ? ["true", "false"] : field.choices).map { Offer($0, "") }
    }

    private func fitting(_ offers: [Offer], _ current: String) -> [Offer] {
        offers.filter { $0.word.hasPrefix(current) && !$0.word.contains(where: \.isWhitespace) }
    }

    /// A shell that can ask.
    public enum Shell: String, CaseIterable, Sendable {
        case bash, zsh, fish

        /// To be read by the shell at its start.
        public var script: String {
            switch self {
            case .bash:
                """
                # breeze completion bash > /etc/bash_completion.d/breeze, or in ~/.bashrc: eval "$(breeze completion bash)"
                _breeze() {
                    local line
                    COMPREPLY=()
                    while IFS= read -r line; do
                        COMPREPLY+=("${line%%$'\\t'*}")
                    done < <("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
                }
                complete -F _breeze breeze
                """
            case .zsh:
                """
                #compdef breeze
                # breeze completion zsh > "${fpath[1]}/_breeze", or in ~/.zshrc: eval "$(breeze completion zsh)"
                _breeze() {
                    local line
                    local -a offers
                    for line in "${(@f)$("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
                        [[ -n $line ]] && offers+=("${line%%$'\\t'*}:${line#*$'\\t'}")
                    done
                    _describe breeze offers
                }
                if [[ ${funcstack[1]} = _breeze ]]; then _breeze "$@"; else compdef _breeze breeze; fi
                """
            case .fish:
                """
                # breeze completion fish > ~/.config/fish/completions/breeze.fish
                function __breeze_offers
                    set -l words (commandline -opc)
                    $words[1] complete -- $words[2..-1] (commandline -ct) 2>/dev/null
                end
                complete -c breeze -f -a '(__breeze_offers)'
                """
            }
        }
    }
}
