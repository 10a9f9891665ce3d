// A world of Studio with people in it, and the shortest way to ask it something.

import Crypto
import Emulator
import JSON
import Store
import TestSupport
import Testing

/// A world in which the first account, manager of workspace 1, has a token, and others can be added.
final class Bench {
    let world: World
    /// The token of the account whose requests ``call(_:_:_:location:)`` sends.
    var token: String

    init() throws {
        world = try World()
        token = ""
        token = try token(of: 1)
    }

    /// A token of an account.
    func token(of user: Int) throws -> String {
        let token = "bench-token-\(user)"
        try world.tenant.database.execute(
            "INSERT OR REPLACE INTO studio_tokens(digest, user, issued, expires) VALUES (?, ?, 0, ?)",
            .text(Hex.encode(SHA256.digest(of: token))), .int(user), .int(Int.max))
        world.emulator.commitTurn()
        return token
    }

    /// A new account with a role in a workspace; nil for none. Answers its token.
    func person(_ role: String?, workspace: Int = 1) throws -> String {
        let database = world.tenant.database
        let number = try database.scalarInt("SELECT count(*) FROM studio_users") ?? 0
        let email = "person\(number)@example.org"
        try database.execute(
            "INSERT INTO studio_users(email, email_key, created) VALUES (?, ?, 0)", .text(email), .text(email))
        let user = database.lastInsertedRow
        if let role {
            try database.execute(
                "INSERT INTO studio_members(workspace, user, role, is_default) VALUES (?, ?, ?, 1)", .int(workspace),
                .int(user), .text(role))
        }
        return try token(of: user)
    }

    /// A further workspace, in which the first account has a role; nil for none.
    func workspace(role: String?) throws -> Int {
        let database = world.tenant.database
        try database.execute("INSERT INTO studio_workspaces(name, created) VALUES ('Other', 0)")
        let workspace = database.lastInsertedRow
        if let role {
            try database.execute(
                "INSERT INTO studio_members(workspace, user, role) VALUES (?, 1, ?)", .int(workspace), .text(role))
        }
        world.emulator.commitTurn()
        return workspace
    }

    /// Runs a statement behind the back of the API.
    func execute(_ statement: SQL, _ values: SQLValue...) throws {
        try world.tenant.database.execute(statement, values)
        world.emulator.commitTurn()
    }

    @discardableResult
    func call(
        _ method: String, _ path: String, _ body: JSON? = nil, as other: String? = nil,
        location: SourceLocation = #_sourceLocation
    ) throws -> TestAnswer {
        var request = TestRequest(method, path).bearer(other ?? token)
        if let body { request = request.json(body) }
        return try world.send(request, location: location)
    }

    @discardableResult
    func get(_ path: String, as other: String? = nil, location: SourceLocation = #_sourceLocation) throws -> TestAnswer
    {
        try call("GET", path, as: other, location: location)
    }

    /// Uploads a file.
    @discardableResult
    func upload(
        _ path: String, _ filename: String, _ bytes: [UInt8], _ fields: [(String, String)] = [],
        location: SourceLocation = #_sourceLocation
    ) throws -> TestAnswer {
        let request = TestRequest.post(path).bearer(token)
        let parts = fields.map { TestRequest.TestPart.field($0.0, $0.1) } + [.file("file", filename, bytes)]
        return try world.send(request.multipart(parts), location: location)
    }

    /// A new project; its number.
    func project(_ type: String = "CLASS", name: String = "Reviews") throws -> Int {
        let answer = try call("POST", "/projects", ["name": .string(name), "type": .string(type)])
        return try #require(answer["id"]?.int)
    }

    /// A finished group of documents with these texts; its number.
    func group(_ project: Int, _ texts: [String], split: Bool = false) throws -> Int {
        let documents = JSON.array(texts.map { ["text": .string($0)] })
        let answer = try call(
            "POST", "/projects/\(project)/groups", ["documents": documents, "split": .bool(split), "name": "Texts"])
        try world.runUntilIdle()
        return try #require(answer["id"]?.int)
    }
}

/// Looks for keys in arrays.
extension JSON {
    /// The member of every element of an array.
    func each(_ key: String) -> [JSON] { (array ?? []).map { $0[key] ?? .null } }
}
