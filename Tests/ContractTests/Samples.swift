// Contracts for the tests of this target, as JSON texts.

import JSON

@testable import Contract

/// Small contracts and short ways to use them.
enum Samples {
    /// The head of a platform with the least that it needs.
    static let root = """
        "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "servers": [{"url": "https://example.test"}],
        "x-operations": 99
        """

    /// An operation object with the least that it needs.
    static func operation(_ id: String, _ more: String = "", parameters: String = "[]") -> String {
        """
        {"operationId": "\(id)", "summary": "Does it.", "x-source": "seed", "parameters": \(parameters),
         "responses": {"200": {"description": "Done."}}\(more.isEmpty ? "" : ", " + more)}
        """
    }

    /// A path parameter.
    static func capture(_ name: String, _ type: String = "string", _ more: String = "") -> String {
        """
        {"name": "\(name)", "in": "path", "required": true, "schema": {"type": "\(type)"}\(more.isEmpty ? "" : ", " + more)}
        """
    }

    /// A file with the head of a platform.
    static func file(_ paths: String, _ more: String = "", platform: String = "alpha") throws -> ContractFile {
        let text = "{\(root), \"paths\": {\(paths)}\(more.isEmpty ? "" : ", " + more)}"
        return ContractFile(platform: platform, name: platform + "/openapi.yaml", content: try JSON(parsing: text))
    }

    /// Contracts out of files.
    static func contracts(_ files: ContractFile...) throws -> Contracts {
        let bundle = Assembler.assemble(files)
        return Contracts(catalogue: try Catalogue(routeIndex: bundle.routes), bundle: bundle)
    }

    private static func json(_ text: String) throws -> JSON {
        try JSON(parsing: text.replacing("\"@", with: "\"#/components/schemas/"))
    }

    /// A compiled schema, with components by name; `"@Name"` in the texts stands for a reference to a component.
    static func schema(_ text: String, _ components: [String: String] = [:]) throws -> Schema {
        let parsed = try components.mapValues { try json($0) }
        return try SchemaCompiler.compile(try json(text), at: "") { name in
            parsed[String(name.dropFirst("schemas/".count))]
        }
    }
}

/// Numbers that look random and are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
