// Tokens: claims, expiry, forgeries, and what ends them.

import Crypto
import Emulator
import Foundation
import JSON
import TestSupport
import Testing

@testable import DeepOpinion

@Suite("Studio: tokens")
struct TokensTests {
    private func status(_ world: World, _ token: String) throws -> Int {
        try world.send(.get("/auth/status").header("Authorization", token)).status
    }

    @Test("a token has the header and the claims of the samples, in their order, and 512 bytes of signature")
    func claims() throws {
        let token = try Person.login(World(), "demo@deepmock.test", "demo-password")
        let parts = token.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        func text(_ part: String) throws -> String {
            String(decoding: try #require(Base64.decode(part, alphabet: .url)), as: UTF8.self)
        }
        #expect(try text(parts[0]) == #"{"typ":"JWT","alg":"RS256"}"#)
        #expect(
            try text(parts[1])
                == #"{"exp":1768435200,"sub":1,"iss":"deepopinion.ai","languages":["*"],"functionality":["Analysis/*","Training/*","Models/*"],"iat":1767225600}"#
        )
        #expect(Base64.decode(parts[2], alphabet: .url)?.count == 512)
    }

    @Test("tokens end after 14 days")
    func expiry() throws {
        let world = try World()
        let token = try Person.login(world, "demo@deepmock.test", "demo-password")
        #expect(try status(world, token) == 200)
        try world.advance(seconds: 1_209_599)
        #expect(try status(world, token) == 200)
        try world.advance(seconds: 1)
        #expect(try status(world, token) == 401)
    }

    @Test("a token may stand with or without its scheme, in any letter case and with spaces around")
    func schemes() throws {
        let world = try World()
        let token = try Person.login(world, "demo@deepmock.test", "demo-password")
        for header in [token, "Bearer \(token)", "bEARER   \(token)", "  \(token)  "] {
            #expect(try status(world, header) == 200)
        }
    }

    @Test("the user of Basic without a password is a token: an issued one, or a credential of a tenant")
    func basic() throws {
        let world = try World()
        let token = try Person.login(world, "demo@deepmock.test", "demo-password")
        func basic(_ text: String) -> String { Base64.encode(Array(text.utf8)) }
        #expect(try status(world, "Basic \(basic(token + ":"))") == 200)
        #expect(try status(world, "bASIC \(basic("default:me:"))") == 200)
        #expect(try status(world, "Basic \(basic(token))") == 401)
        #expect(try status(world, "Basic \(basic(token + ":x"))") == 401)
        let other = try world.send(.get("/auth/status").header("Authorization", "Basic \(basic("worker-3:me:"))"))
        #expect(other["data", "email"] == "demo@worker-3.deepmock.test")
    }

    @Test("tokens of one instant differ, and none claims to come from the future")
    func instants() throws {
        let world = try World()
        func issued() throws -> Int {
            let token = try Person.login(world, "demo@deepmock.test", "demo-password")
            let claims = try JSON(parsing: try #require(JSONWebToken.claims(in: token)))
            #expect(claims["exp"]?.int == (claims["iat"]?.int ?? 0) + 1_209_600)
            return try #require(claims["iat"]?.int)
        }
        let now = world.tenant.now.unixSeconds
        #expect(try (0..<4).map { _ in try issued() } == [now, now - 1, now - 2, now - 3])
        try world.advance(seconds: 2)
        #expect(try (0..<3).map { _ in try issued() } == [now + 2, now + 1, now - 4])
        // Logging out with a credential of the tenant, at an instant between two seconds, takes no second.
        try world.advance(seconds: 1.5)
        try world.send(.post("/auth/logout").bearer("default:gone"))
        #expect(try (0..<3).map { _ in try issued() } == [now + 3, now - 5, now - 6])
    }

    @Test(
        "anything else is a 401",
        arguments: [
            "", "Bearer", "Bearer ", "Basic YTpi", "Basic", "Basic Og==", "Basic ?", "nonsense", "a.b.c",
            "Bearer a b c",
        ])
    func badTokens(header: String) throws {
        #expect(try status(World(), header) == 401)
    }

    @Test("a token with another signature or other claims is a 401")
    func forgery() throws {
        let world = try World()
        let token = try Person.login(world, "demo@deepmock.test", "demo-password")
        let parts = token.split(separator: ".").map(String.init)
        let other = Base64.encode(Array(#"{"exp":9999999999,"sub":2,"iss":"deepopinion.ai"}"#.utf8), alphabet: .url)
        #expect(try status(world, "\(parts[0]).\(other).\(parts[2])") == 401)
        #expect(try status(world, "\(parts[0]).\(parts[1]).\(parts[2].dropLast(4))AAAA") == 401)
    }

    @Test("without any token every operation that needs one is a 401")
    func missing() throws {
        let world = try World()
        for path in ["/auth/status", "/users/1", "/organizations/1", "/notifications", "/types"] {
            let answer = try world.send(.get(path))
            #expect(answer.status == 401)
            #expect(answer["status"] == "UNAUTHORIZED")
        }
    }

    @Test("the first request with a token is checked, later ones are remembered until something ends it")
    func remembered() throws {
        let world = try World()
        let jo = try Person.register(world, "jo@example.com")
        #expect(world.tenant.credentials.remembered("deepopinion", jo.token, at: world.tenant.now)?.account == jo.id)
        #expect(try world.send(.delete("/users/\(jo.id)").by(jo)).status == 204)
        #expect(world.tenant.credentials.remembered("deepopinion", jo.token, at: world.tenant.now) == nil)
        #expect(try status(world, jo.token) == 401)
    }

    @Test("a reset ends every token")
    func reset() throws {
        let world = try World()
        let token = try Person.login(world, "demo@deepmock.test", "demo-password")
        #expect(try status(world, token) == 200)
        #expect(try world.send(.post("/__admin/reset")).status < 300)
        #expect(try status(world, token) == 401)
    }

    @Test("equal worlds give equal tokens")
    func determinism() throws {
        let tokens = try (0..<2).map { _ in try Person.login(World(), "demo@deepmock.test", "demo-password") }
        #expect(tokens[0] == tokens[1])
    }

    @Test("the control plane publishes the key that signs")
    func publicKey() throws {
        let signing = try RSAKey(der: #require(Base64.decode(PublicTestKey.base64))).publicKey
        let answer = try World().send(.get("/__admin/keys"))
        #expect(
            answer["keys"] == [
                [
                    "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string(signing.thumbprint),
                    "n": .string(Base64.encode(signing.modulus, alphabet: .url)), "e": "AQAB",
                ]
            ])
        #expect(answer["pem"]?.string == signing.pem)
    }

    @Test("a data directory makes a key of its own once, and keeps tokens over a restart")
    func durable() throws {
        let directory = NSTemporaryDirectory() + "studio-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        func login() throws -> (old: String, new: String) {
            let world = try World(directory: directory)
            defer { world.emulator.close() }
            let token = try Person.login(world, "demo@deepmock.test", "demo-password")
            return (token, try Person.login(world, "demo@deepmock.test", "demo-password"))
        }
        let first = try login()
        let key = try String(contentsOfFile: directory + "/studio-key.pem", encoding: .utf8)
        #expect(key.hasPrefix("-----BEGIN RSA PRIVATE KEY-----\n"))
        let world = try World(directory: directory)
        #expect(try status(world, first.old) == 200)
        #expect(try Person.login(world, "demo@deepmock.test", "demo-password") != first.new)
        #expect(try String(contentsOfFile: directory + "/studio-key.pem", encoding: .utf8) == key)
        let inMemory = try Person.login(World(), "demo@deepmock.test", "demo-password")
        #expect(inMemory.split(separator: ".")[1] == first.old.split(separator: ".")[1])
        #expect(inMemory.split(separator: ".")[2] != first.old.split(separator: ".")[2])
    }
}
