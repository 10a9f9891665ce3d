// People for tests: the demo account, and others who register.

import JSON
import TestSupport
import Testing

/// Somebody with an account and a token.
struct Person {
    let id: Int
    let email: String
    let token: String

    /// The demo account, by a credential that costs no password hash: manager of workspace 1.
    static let demo = Person(id: 1, email: "demo@deepmock.test", token: "default:demo")

    /// Registers somebody.
    static func register(_ world: World, _ email: String, location: SourceLocation = #_sourceLocation) throws -> Person
    {
        let answer = try world.send(
            .post("/auth/register", json: ["email": .string(email), "password": "long enough"]), location: location)
        let token = try #require(answer["auth_token"]?.string, sourceLocation: location)
        let status = try world.send(.get("/auth/status").bearer(token), location: location)
        return Person(id: try #require(status["data", "user_id"]?.int), email: email, token: token)
    }

    /// Registers somebody who belongs to a workspace in a role.
    static func member(_ world: World, _ email: String, role: String, workspace: Int = 1) throws -> Person {
        let person = try register(world, email)
        let answer = try world.send(
            .post("/organizations/\(workspace)/permissions", json: ["role": .string(role), "user_id": .int(person.id)])
                .bearer(demo.token))
        #expect(answer.status == 200)
        return person
    }

    /// Logs in, and answers the token.
    static func login(_ world: World, _ email: String, _ password: String) throws -> String {
        let answer = try world.send(
            .post("/auth/login", json: ["email": .string(email), "password": .string(password)]))
        return try #require(answer["auth_token"]?.string)
    }
}

extension TestRequest {
    /// The request in somebody's name.
    func by(_ person: Person) -> TestRequest { bearer(person.token) }

    /// The request in the name of the demo account.
    func byDemo() -> TestRequest { bearer(Person.demo.token) }
}

extension World {
    /// The newest mail to an address.
    func mail(to email: String) throws -> JSON? {
        try send(.get("/__admin/outbox?limit=1&to=\(email)"))["mails", 0]
    }

    /// The token in the newest mail to an address.
    func mailedToken(_ email: String) throws -> String {
        try #require(try mail(to: email)?["token"]?.string)
    }
}
