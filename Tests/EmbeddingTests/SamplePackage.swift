// A small package in a temporary folder, one of whose files a test replaces.

import Embedding
import Foundation
import System

/// The files of a package that can be embedded.
struct SamplePackage {
    static let contract = """
        openapi: '3.1.0'
        info: {title: Alpha, version: '1'}
        servers: [{url: 'https://alpha.test'}]
        x-operations: 1
        paths:
          /things:
            get:
              operationId: listThings
              summary: Lists the things.
              x-source: seed
              responses:
                '200':
                  description: The things.
                  content:
                    application/json:
                      schema: {$ref: '#/components/schemas/Things'}
        components:
          schemas:
            Things:
              type: array
              items: {type: string}
              example: [a, b]

        """

    /// The texts by path.
    private var files: [String: [UInt8]] = [
        "schema.sql": Array("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT);\n".utf8),
        "fixtures/timings.json": Array("{\n  \"thing.start\": 5\n}\n".utf8),
        "fixtures/seeds/demo.json": Array("[\n  {\"path\": \"/things\"}\n]\n".utf8),
        "fixtures/contracts/alpha/openapi.yaml": Array(contract.utf8),
    ]

    /// A package in order, apart from one file.
    init(_ path: String? = nil, _ bytes: [UInt8]? = nil) {
        if let path { files[path] = bytes }
    }

    /// A package whose contract has one piece replaced.
    init(replacing piece: String, with other: String) {
        precondition(Self.contract.contains(piece), "The contract has no \(piece).")
        files["fixtures/contracts/alpha/openapi.yaml"] = Array(Self.contract.replacing(piece, with: other).utf8)
    }

    /// What embedding says about the package; the folder's name is cut from the problems.
    func embed() throws -> (source: String?, problems: [String]) {
        let root = NSTemporaryDirectory() + "deepmock-embedding-" + UUID().uuidString
        defer { try? Files.removeTree(root) }
        for (path, bytes) in files {
            try Files.createDirectory(Files.directory(of: root + "/" + path))
            try Files.writeAtomically(bytes, to: root + "/" + path)
        }
        let embedding = PackageEmbedding(root: root)
        let problems = embedding.problems.replacing(root + "/", with: "").split(separator: "\n").map(String.init)
        return (embedding.source, problems)
    }
}
