// SPDX-License-Identifier: Apache-2.0
public import JSON

extension Shape {
    /// Reads a schema back: of JSON Schema 2020-12, the part that ``schema`` writes.
    ///
    /// Any other keyword is refused by its path, since a limit that is not understood would not be kept. Members come
    /// in the order of their names.
    public init(schema: JSON) throws(Misfit) {
        var reading = SchemaReading()
        var schema = schema
        if case .object(var keywords) = schema {
            for name in ["$schema", "$id", "title"] { keywords[name] = nil }
            schema = .object(keywords)
        }
        self = try reading.shape(schema, at: "$", depth: 0)
    }
}

/// How much of a schema has been read.
private struct SchemaReading {
    private static let deepest = 16
    private static let most = 2000
    private static let words = 500
    private var count = 0

    mutating func shape(_ schema: JSON, at path: String, depth: Int) throws(Misfit) -> Shape {
        count += 1
        guard depth <= Self.deepest, count <= Self.most else {
            throw Misfit(path: path, why: "lies deeper than \(Self.deepest) levels, or behind \(Self.most) others")
        }
        guard case .object(let keywords) = schema else { throw Misfit(path: path, why: "must be an object") }
        var rest = Keywords(keywords, at: path)
        let shape = try shape(&rest, depth)
        try rest.end()
        return shape
    }

    private mutating func shape(_ keywords: inout Keywords, _ depth: Int) throws(Misfit) -> Shape {
        if let choices = keywords.take("anyOf") {
            guard case .array(let choices) = choices, choices.count == 2, choices[1] == ["type": "null"] else {
                throw keywords.misfit("anyOf", "must be a schema and that of null")
            }
            return .optional(try shape(choices[0], at: "\(keywords.path).anyOf[0]", depth: depth + 1))
        }
        switch keywords.take("type") {
        case "boolean": return .boolean
        case "integer": return .integer(try keywords.range { $0.wholeNumber })
        case "number": return .number(try keywords.range { $0.double })
        case "string": return try text(&keywords)
        case "array":
            guard let items = keywords.take("items") else { throw keywords.misfit("items", "is missing") }
            let element = try shape(items, at: "\(keywords.path).items", depth: depth + 1)
            let (least, most) = (try keywords.size("minItems"), try keywords.size("maxItems"))
            guard least <= most else { throw keywords.misfit("minItems", "is more than maxItems") }
            return .list(of: element, count: least...most)
        case "object":
            if let trust = keywords.take("x-trust") { return try untrusted(&keywords, trust) }
            return .object(try members(&keywords, depth))
        case .some, nil:  // a word that no shape writes
            throw keywords.misfit("type", "must be boolean, integer, number, string, array or object")
        }
    }

    private func text(_ keywords: inout Keywords) throws(Misfit) -> Shape {
        if let words = keywords.take("enum") {
            var choices: [String] = []
            guard case .array(let words) = words, (1...Self.words).contains(words.count) else {
                throw keywords.misfit("enum", "must be a list of 1 to \(Self.words) words")
            }
            for word in words {
                guard case .string(let word) = word, !choices.contains(word) else {
                    throw keywords.misfit("enum", "must hold words, each once")
                }
                choices.append(word)
            }
            return .choice(choices)
        }
        switch keywords.take("format") {
        case "date-time": return .instant
        case "uuid":
            guard case .string(let noun) = keywords.take("x-id") else {
                throw keywords.misfit("x-id", "must say what the id is one of")
            }
            return .id(of: noun)
        case .some: throw keywords.misfit("format", "must be date-time or uuid")
        case nil: break
        }
        let max = try keywords.size("maxLength")
        guard let sensitivity = keywords.take("x-sensitivity") else { return .text(max: max) }
        guard sensitivity == "secret", .integer(max) == Shape.secret.schema["maxLength"] else {
            throw keywords.misfit("x-sensitivity", "must be secret, of a text of the usual length")
        }
        return .secret
    }

    private func untrusted(_ keywords: inout Keywords, _ trust: JSON) throws(Misfit) -> Shape {
        let properties = keywords.take("properties") ?? [:]
        guard trust == "untrusted", let max = properties["untrusted"]?["maxLength"]?.wholeNumber, max >= 0 else {
            throw keywords.misfit("x-trust", "must be untrusted, of a text that has a maxLength")
        }
        let shape = Shape.untrusted(max: max)
        let whole = shape.schema
        for name in ["required", "additionalProperties"] where keywords.take(name) != whole[name] {
            throw keywords.misfit(name, "must be as an untrusted text has it")
        }
        guard properties == whole["properties"] else {
            throw keywords.misfit("properties", "must be as an untrusted text has them")
        }
        return shape
    }

    private mutating func members(_ keywords: inout Keywords, _ depth: Int) throws(Misfit) -> [Member] {
        guard keywords.take("additionalProperties") == false else {
            throw keywords.misfit("additionalProperties", "must be false")
        }
        guard case .object(let properties)? = keywords.take("properties") else {
            throw keywords.misfit("properties", "must be an object")
        }
        guard case .array(let required) = keywords.take("required") ?? [] else {
            throw keywords.misfit("required", "must be a list")
        }
        let due = Set(required)
        let known = Set(properties.keys.map(JSON.string))
        guard due.count == required.count, due.isSubset(of: known) else {
            throw keywords.misfit("required", "must name properties, each once")
        }
        var members: [Member] = []
        for (name, schema) in properties.sorted(by: { $0.key < $1.key }) {
            let path = "\(keywords.path).properties.\(name.prefix(100))"
            members.append(
                try member(name, schema, isRequired: due.contains(.string(name)), at: path, depth: depth + 1))
        }
        return members
    }

    private mutating func member(
        _ name: String, _ schema: JSON, isRequired: Bool, at path: String, depth: Int
    ) throws(Misfit) -> Member {
        guard case .object(var keywords) = schema else { throw Misfit(path: path, why: "must be an object") }
        let fallback = keywords.removeValue(forKey: "default")
        guard isRequired == (fallback == nil) else {
            throw Misfit(path: path, why: "must either be required or have a default")
        }
        var meaning = ""
        if let description = keywords.removeValue(forKey: "description") {
            guard case .string(let text) = description else {
                throw Misfit(path: "\(path).description", why: "must be a string")
            }
            meaning = text
        }
        var unit: Unit?
        if let named = keywords.removeValue(forKey: "x-unit") {
            guard case .string(let word) = named, let known = Unit(rawValue: word) else {
                throw Misfit(path: "\(path).x-unit", why: "must be one of \(Unit.allCases.map(\.rawValue))")
            }
            unit = known
        }
        let shape = try shape(.object(keywords), at: path, depth: depth)
        return Member(
            name: name, meaning: meaning, shape: shape, unit: unit,
            fallback: try fallback.map { value throws(Misfit) in try shape.fit(value, at: "\(path).default") })
    }
}

/// What one schema says, word for word; each word is taken once.
private struct Keywords {
    let path: String
    private var words: [String: JSON]

    init(_ words: [String: JSON], at path: String) { (self.words, self.path) = (words, path) }

    mutating func take(_ name: String) -> JSON? { words.removeValue(forKey: name) }

    func misfit(_ name: String, _ why: String) -> Misfit { Misfit(path: "\(path).\(name)", why: why) }

    func end() throws(Misfit) {
        guard let stray = words.keys.min() else { return }
        throw misfit("\(stray.prefix(100))", "is a keyword that is not understood here")
    }

    mutating func size(_ name: String) throws(Misfit) -> Int {
        guard let size = take(name)?.wholeNumber, size >= 0 else { throw misfit(name, "must be a whole number") }
        return size
    }

    /// From `minimum` to `maximum`; nil if there is neither.
    mutating func range<Number: Comparable>(
        _ number: (JSON) -> Number?
    ) throws(Misfit) -> ClosedRange<Number>? {
        switch (take("minimum"), take("maximum")) {
        case (nil, nil): return nil
        case (let least?, let most?):
            guard let least = number(least), let most = number(most), least <= most else {
                throw misfit("minimum", "must be a number, and no more than the maximum")
            }
            return least...most
        case (nil, .some): throw misfit("minimum", "is missing")
        case (.some, nil): throw misfit("maximum", "is missing")
        }
    }
}
