// A made-up platform of three operations, so that tests of the core need no real one: books on a shelf.

import Emulator
import HTTP
import JSON
import Store
import Synchronization
import Testing

/// The shelf: who has a key may look at the books, who has a full one may add some.
enum Shelf {
    static let id = "shelf"
    static let host = "api.shelf.example"

    /// The platform. A list of names may be given that gets the name of each step that a request passes.
    static func platform(trace: Trace = Trace()) -> Platform {
        Platform(
            id: id,
            hosts: [host],
            unknownPaths: ["/"],
            dialect: Dialect(),
            credential: { AuthorizationHeader.secret($0, scheme: "Shelf") },
            authenticate: { tenant, request in
                trace.add("authenticate")
                guard let secret = AuthorizationHeader.secret(request.head, scheme: "Shelf"),
                    let caller = tenant.credentials.caller(id, secret)
                else { throw Problem.unauthenticated("A key is required.") }
                return caller
            },
            authorise: { _ in trace.add("authorise") },
            roles: [
                "writer": { call in
                    trace.add("authorise")
                    guard call.caller.access == .read else { return }
                    throw Problem.forbidden("This key may only read.")
                }
            ],
            scopes: [
                [
                    "book": { call in
                        trace.add("scope")
                        guard try title(of: call.integer("book"), in: call.database) != nil else {
                            throw Problem.notFound("The book")
                        }
                    }
                ]
            ],
            firstCredentials: { tenant in
                let full = FirstCredentials.secret("full-key", tenant: tenant)
                let reader = FirstCredentials.secret("read-key", tenant: tenant)
                return FirstCredentials(
                    callers: [
                        Caller(secret: full, access: .full, clientIDs: []),
                        Caller(secret: reader, access: .read, clientIDs: []),
                    ], shown: ["key": .string(full)])
            },
            handlers: [
                [
                    "listBooks": { call in
                        trace.add("handle")
                        let titles = try call.database.all("SELECT title FROM shelf_books ORDER BY number") {
                            JSON.string($0.text(0))
                        }
                        return .json(["titles": .array(titles), "self": .string(call.links.url("/books"))])
                    },
                    "addBook": { call in
                        trace.add("handle")
                        try call.database.execute(
                            "INSERT INTO shelf_books(title) VALUES (?)", .text(call.body["title"]?.string ?? ""))
                        return .json(
                            [
                                "number": .int(call.database.lastInsertedRow),
                                "mark": .string(call.tenant.identifiers.uuid()),
                            ], status: 201)
                    },
                    "getBook": { call in
                        trace.add("handle")
                        return .json(["title": .string(try title(of: call.integer("book"), in: call.database) ?? "")])
                    },
                ]
            ],
            provision: { tenant in
                try tenant.database.execute(
                    "CREATE TABLE IF NOT EXISTS shelf_books (number INTEGER PRIMARY KEY, title TEXT NOT NULL) STRICT")
            })
    }

    private static func title(of number: Int, in database: Database) throws -> String? {
        try database.scalarText("SELECT title FROM shelf_books WHERE number = ?", .int(number))
    }

    /// How the shelf speaks: an object with a code.
    struct Dialect: PlatformDialect {
        func body(of problem: Problem) -> (bytes: [UInt8], mediaType: String) {
            (JSON.object(["code": .string(problem.code)]).serialized(), "application/json")
        }
    }

    /// Its contract.
    static let contract = """
        openapi: '3.1.0'
        info: {title: Shelf, version: '1', summary: Books on a shelf.}
        servers: [{url: 'https://api.shelf.example'}]
        x-operations: 3
        x-final-slash: exact
        security: [{key: []}]
        x-responses:
          security: {'401': {$ref: '#/components/responses/Error'}}
          x-role: {'403': {$ref: '#/components/responses/Error'}}
          x-scope: {'404': {$ref: '#/components/responses/Error'}}
        tags:
          - {name: books, description: Books.}
        paths:
          /books:
            get:
              operationId: listBooks
              summary: Lists the titles.
              tags: [books]
              x-source: inferred
              responses:
                '200':
                  description: The titles.
                  content:
                    application/json:
                      schema:
                        type: object
                        required: [titles, self]
                        properties: {titles: {type: array, items: {type: string}}, self: {type: string}}
            post:
              operationId: addBook
              summary: Adds a book.
              tags: [books]
              x-source: inferred
              x-role: writer
              requestBody:
                required: true
                content:
                  application/json:
                    schema:
                      type: object
                      required: [title]
                      additionalProperties: false
                      properties: {title: {type: string, minLength: 1, maxLength: 1000000}}
              responses:
                '201':
                  description: Its number.
                  content:
                    application/json:
                      schema:
                        type: object
                        required: [number, mark]
                        properties: {number: {type: integer}, mark: {type: string, format: uuid}}
                '400': {$ref: '#/components/responses/Error'}
                '415': {$ref: '#/components/responses/Error'}
          /books/{book}:
            parameters:
              - {name: book, in: path, required: true, x-scope: book, schema: {type: integer}}
            get:
              operationId: getBook
              summary: Answers a book.
              tags: [books]
              x-source: inferred
              responses:
                '200':
                  description: The book.
                  content:
                    application/json:
                      schema: {type: object, required: [title], properties: {title: {type: string}}}
        components:
          securitySchemes:
            key: {type: apiKey, in: header, name: Authorization, description: Shelf and a key.}
          responses:
            Error:
              description: What is wrong.
              content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}
          schemas:
            Error: {type: object, required: [code], properties: {code: {type: string}}}
        """
}

/// The names of the steps that requests have passed. Used by one test, in its thread.
final class Trace: Sendable {
    private let names = Mutex<[String]>([])

    func add(_ name: String) { names.withLock { $0.append(name) } }

    /// What has come since the last call.
    func take() -> [String] {
        names.withLock { names in
            defer { names = [] }
            return names
        }
    }
}
