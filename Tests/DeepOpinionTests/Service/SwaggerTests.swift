// Tests of the contract's way into Swagger 2.0.

import JSON
import Testing

@testable import DeepOpinion

@Suite("Studio: Swagger")
struct SwaggerTests {
    /// The Swagger of a document with these operations and schemas.
    private func swagger(paths: JSON = [:], schemas: JSON = [:]) -> JSON {
        Swagger([
            "openapi": "3.1.0", "info": ["title": "T", "version": "1", "summary": "S"],
            "servers": [["url": "https://example.test:8443/base"]], "paths": paths,
            "components": [
                "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer"]],
                "parameters": [
                    "Limit": ["name": "limit", "in": "query", "schema": ["type": "integer", "maximum": 9]]
                ],
                "responses": [
                    "Gone": [
                        "description": "Gone.",
                        "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Error"]]],
                    ]
                ], "schemas": schemas,
            ],
        ]).document
    }

    @Test("the head has version, address and an API key in the header")
    func head() {
        let document = swagger()
        #expect(document["swagger"] == "2.0")
        #expect(document["openapi"] == nil)
        #expect(document["info"] == ["title": "T", "version": "1", "description": "S"])
        #expect(document["host"] == "example.test:8443")
        #expect(document["basePath"] == "/base")
        #expect(document["schemes"] == ["https"])
        #expect(
            document["securityDefinitions"]
                == ["bearer": ["type": "apiKey", "name": "Authorization", "in": "header"]])
        #expect(document["parameters"]?["Limit"] == ["name": "limit", "in": "query", "type": "integer", "maximum": 9])
        #expect(document["responses"]?["Gone"]?["schema"] == ["$ref": "#/definitions/Error"])
    }

    @Test("parameters lose their schemas, a JSON body becomes one, and a form one for each field")
    func parameters() {
        let document = swagger(
            paths: [
                "/a/{id}": [
                    "post": [
                        "operationId": "a", "x-role": "writer",
                        "parameters": [
                            [
                                "name": "id", "in": "path", "required": true,
                                "schema": ["$ref": "#/components/schemas/N"],
                            ],
                            ["$ref": "#/components/parameters/Limit"],
                            [
                                "name": "tags", "in": "query", "explode": false, "example": ["x"],
                                "schema": ["type": "array", "items": ["type": "string"]],
                            ],
                        ],
                        "requestBody": [
                            "required": true,
                            "content": ["application/json": ["schema": ["$ref": "#/components/schemas/N"]]],
                        ],
                        "responses": [
                            "200": [
                                "description": "Done.",
                                "content": ["text/csv": ["schema": ["type": "string", "format": "binary"]]],
                            ], "404": ["$ref": "#/components/responses/Gone"],
                        ],
                    ],
                    "put": [
                        "requestBody": [
                            "content": [
                                "multipart/form-data": [
                                    "schema": [
                                        "required": ["file"],
                                        "properties": [
                                            "file": ["type": "string", "format": "binary"], "more": ["type": "object"],
                                        ],
                                    ]
                                ]
                            ]
                        ], "responses": ["204": ["description": "None."]],
                    ],
                ]
            ], schemas: ["N": ["type": "integer", "minimum": 1]])
        let post = document["paths"]?["/a/{id}"]?["post"]
        #expect(
            post == [
                "operationId": "a", "consumes": ["application/json"], "produces": ["text/csv", "application/json"],
                "parameters": [
                    ["name": "id", "in": "path", "required": true, "type": "integer", "minimum": 1],
                    ["$ref": "#/parameters/Limit"],
                    [
                        "name": "tags", "in": "query", "type": "array", "items": ["type": "string"],
                        "collectionFormat": "csv",
                    ], ["name": "body", "in": "body", "required": true, "schema": ["$ref": "#/definitions/N"]],
                ],
                "responses": [
                    "200": ["description": "Done.", "schema": ["type": "file"]], "404": ["$ref": "#/responses/Gone"],
                ],
            ])
        #expect(
            document["paths"]?["/a/{id}"]?["put"] == [
                "consumes": ["multipart/form-data"],
                "parameters": [
                    ["name": "file", "in": "formData", "required": true, "type": "file"],
                    ["name": "more", "in": "formData", "type": "string"],
                ], "responses": ["204": ["description": "None."]],
            ])
    }

    @Test(
        "schemas keep what 2.0 can say",
        arguments: [
            (["type": ["string", "null"], "maxLength": 5], ["type": "string", "x-nullable": true, "maxLength": 5]),
            (["type": "string", "const": "x"], ["type": "string", "enum": ["x"]]),
            (["$ref": "#/components/schemas/A", "description": "gone"], ["$ref": "#/definitions/A"]),
            (
                ["anyOf": [["type": "string"], ["$ref": "#/components/schemas/A"]], "description": "D"],
                ["description": "D"]
            ),
            (["anyOf": [["type": "null"], ["$ref": "#/components/schemas/A"]]], ["$ref": "#/definitions/A"]),
            (["allOf": [["$ref": "#/components/schemas/A"]]], ["allOf": [["$ref": "#/definitions/A"]]]),
            (
                ["type": "array", "prefixItems": [["type": "integer"], ["type": "integer"]], "maxItems": 2],
                ["type": "array", "maxItems": 2, "items": ["type": "integer"]]
            ), (["type": "array"], ["type": "array", "items": [:]]),
            (["type": "number", "exclusiveMinimum": 0], ["type": "number", "minimum": 0, "exclusiveMinimum": true]),
            (
                [
                    "type": "object", "required": ["a"], "additionalProperties": ["type": "null"],
                    "properties": ["a": ["$ref": "#/components/schemas/A"]],
                ],
                [
                    "type": "object", "required": ["a"], "properties": ["a": ["$ref": "#/definitions/A"]],
                    "additionalProperties": ["x-nullable": true],
                ]
            ), (["type": "object", "additionalProperties": false], ["type": "object", "additionalProperties": false]),
        ] as [(JSON, JSON)])
    func schemas(schema: JSON, expected: JSON) {
        #expect(swagger(schemas: ["S": schema])["definitions"]?["S"] == expected)
    }
}
