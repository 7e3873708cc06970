// SPDX-License-Identifier: Apache-2.0
package import GateKit
package import JSON
import Reception
import Shapes
import Vocabulary

/// This door, described for programs as OpenAPI 3.1 has it: nothing in it is written twice.
package struct InterfaceDescription {
    private let registry: Registry

    package init(_ registry: Registry) { self.registry = registry }

    package var document: JSON {
        [
            "openapi": "3.1.1",
            "info": [
                "title": "Breeze", "version": .string(Release.version),
                "summary": "Every tool of a Breeze server, over HTTP.",
                "description": .string(Self.introduction),
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": .string(String(RESTDoor.root.dropLast()))]],
            "security": [["key": []]],
            "tags": .array(Set(registry.entries.map(\.tag)).sorted().map { ["name": .string($0)] }),
            "paths": .object(paths),
            "components": [
                "securitySchemes": [
                    "key": ["type": "http", "scheme": "bearer", "description": "An API key, `brz_…`."]
                ],
                "schemas": .object(schemas), "parameters": .object(Particular.components),
                "headers": .object(Answering.headers), "responses": .object(Answering.problems),
            ],
        ]
    }

    private static let introduction = """
        A tool that only reads is called by GET, its arguments in the query, or by POST; every other one by POST with a \
        JSON object. HEAD and OPTIONS are answered wherever GET is. What a caller may not see is not there (404). A list \
        is read on with the `next_cursor` of the page before. A call that changes something may carry an \
        `Idempotency-Key`: repeated under it within 24 hours, it has one effect, and every repeat gets the first answer, \
        with `shown_once` where that held a secret.
        """

    private var paths: [String: JSON] {
        var paths: [String: JSON] = [
            "/" + Resource.toolsName: ["get": Self.listing], "/" + Resource.descriptionName: ["get": Self.itself],
        ]
        for entry in registry.entries { paths["/\(Resource.toolsName)/\(entry.name)"] = entry.path }
        let nouns = Set(registry.entries.flatMap(\.input.members).compactMap(\.noun))
        for noun in nouns {
            guard let (entry, field) = registry.reader(of: noun) else { continue }
            paths["/\(noun)s/{\(field.name)}"] = ["get": entry.reading(at: field)]
        }
        return paths
    }

    private var schemas: [String: JSON] {
        var schemas: [String: JSON] = [
            "Problem": Problem.schema, "Pending": Answering.pending, "Started": Answering.started,
        ]
        for entry in registry.entries {
            schemas[entry.schemaName + "Input"] = entry.input.schema.withPatterns
            schemas[entry.schemaName + "Output"] = entry.output.schema
        }
        return schemas
    }

    private static var listing: JSON {
        [
            "operationId": "list_tools", "summary": "Every tool that the caller may ask for, with its schemas.",
            "responses": .object(
                Answering.responses(
                    to: [406],
                    done: [
                        "type": "object", "required": ["items", "next_cursor", "more"],
                        "properties": ["items": ["type": "array", "items": ["type": "object"]]],
                    ], tagged: true)),
        ]
    }

    private static var itself: JSON {
        [
            "operationId": "describe_interface", "summary": "This document.",
            "responses": .object(Answering.responses(to: [406], done: ["type": "object"], tagged: true)),
        ]
    }
}

extension Entry {
    var tag: String { "\(permission)".split(separator: ":").first.map(String.init) ?? name }

    /// `list_devices` is `ListDevices` where types are named.
    var schemaName: String {
        name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    fileprivate var path: JSON {
        var path: [String: JSON] = ["post": operation(name, Particular.all(of: self).map(\.reference), isPost: true)]
        if isAnswer {
            let query = input.members.map { Particular.query($0, input.schema["properties"]?[$0.name] ?? [:]) }
            path["get"] = operation(
                "read_by_" + name, query + Particular.all(of: self).map(\.reference), isPost: false)
        }
        return .object(path)
    }

    fileprivate func reading(at field: Member) -> JSON {
        let parameter: JSON = [
            "name": .string(field.name), "in": "path", "required": true, "description": .string(field.meaning),
            "schema": ["type": "string", "format": "uuid"],
        ]
        return operation("read_at_" + name, [parameter] + Particular.all(of: self).map(\.reference), isPost: false)
    }

    private func operation(_ id: String, _ parameters: [JSON], isPost: Bool) -> JSON {
        var statuses = [404, 406, 422, 429]
        if isPost { statuses += [408, 413, 415] }
        if !isAnswer { statuses += [409] }
        let example = (try? JSON(parsing: example())) ?? [:]
        var operation: [String: JSON] = [
            "operationId": .string(id), "summary": .string(title), "description": .string(summary),
            "tags": [.string(tag)], "parameters": .array(parameters), "x-effect": .string(effect.rawValue),
            "x-risk": .string(risk.level.rawValue), "x-permission": .string("\(permission)"),
            "responses": .object(
                Answering.responses(
                    to: statuses, done: ["$ref": .string("#/components/schemas/\(schemaName)Output")], example: example,
                    mayWait: !isAnswer)),
        ]
        if isPost {
            operation["requestBody"] = [
                "required": .bool(input.members.contains(where: \.isRequired)),
                "content": [
                    "application/json": ["schema": ["$ref": .string("#/components/schemas/\(schemaName)Input")]]
                ],
            ]
        }
        return .object(operation)
    }
}

extension Member {
    /// The kind of thing whose id it is.
    fileprivate var noun: String? { if case .id(let noun) = shape { noun } else { nil } }
}
