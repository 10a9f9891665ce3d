// Tests that secrets are never shown.

import Crypto
import JSON
import TestSupport
import Testing

@Suite("Control: redaction")
struct RedactionTests {
    @Test(
        "secrets are not shown wherever they stand",
        arguments: [
            TestRequest("POST", "/auth/login").raw(
                Array(#"{"email":"a@b.test","password":"hid\"den-1","x"#.utf8), type: "application/json"),
            .post("/auth/login", json: ["email": "a@b.test", "password": ["hidden-1"]]),
            .post("/auth/login", json: ["email": "a@b.test", "password": 4_711_123]),
            .post(
                "/auth/login",
                json: ["password": "hidden-1", "pad": .string(String(repeating: "x", count: 70_000))]),
            TestRequest("POST", "/auth/login").raw(Array("a=b&password=hidden-1&c=d".utf8), type: "text/plain"),
            TestRequest("POST", "/auth/login").raw(
                Array("--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nhidden-1\r\n--b--".utf8),
                type: "text/plain"),
            TestRequest("POST", "/auth/login").raw(Array("\u{FF}password: 'hidden-1'".utf8) + [0xFF], type: nil),
            .get("/api/v1/jobs/?api%5Fkey=hidden-1&access_token=hidden-1").key(),
            .get("/api/v1/jobs/").header("Authorization", "hidden-1"),
            .get("/api/v1/jobs/").key().header("Cookie", "a=hidden-1; b=hidden-1")
                .header("Set-Cookie", "a=hidden-1; Path=/").header("Proxy-Authorization", "Basic hidden-1")
                .header("X-Deepmock-Admin-Token", "hidden-1").header("X-Api-Key", "hidden-1"),
            .post("/__admin/credentials", json: ["platform": "deepva", "secret": ["hidden-1"]]),
            .post("/__admin/seeds", json: ["requests": [["path": "/auth/login", "json": ["password": "hidden-1"]]]]),
        ])
    func hidesSecrets(request: TestRequest) throws {
        let world = try World()
        let answer = try world.send(request)
        let id = try #require(answer.header("X-Deepmock-Request"))
        let shown = try world.send(.get("/__admin/requests/\(id)"))
        #expect(!shown.text.contains("hidden-1"))
        #expect(!shown.text.contains("den-1"))
        #expect(!shown.text.contains("4711123"))
        #expect(!shown.text.contains(Base64.encode(Array("'hidden-1'".utf8))))
        #expect(shown.text.contains("[redacted]") || shown["body", "base64"] != nil)
        #expect(!(try world.send(.get("/__admin/requests")).text.contains("hidden-1")))
    }

    @Test("near misses do not show secrets either")
    func hidesSecretsInMisses() throws {
        let world = try World()
        try world.send(.post("/api/v1/jobs/?api_key=hidden-1", json: ["password": "hidden-1", "tag": "a"]).key())
        let answer = try world.send(
            .post(
                "/__admin/requests/verify",
                json: [
                    "expect": [
                        [
                            "request": [
                                "operation": "createJob", "query": ["api_key": "x"], "body": ["password": "y"],
                            ]
                        ]
                    ]
                ]))
        #expect(
            answer["results", 0, "nearest", 0, "differences"] == [
                ["place": "query/api_key", "expected": "x", "got": "[redacted]"],
                ["place": "body/password", "expected": "y", "got": "[redacted]"],
            ])
    }
}
