// The protocol as clients meet it, with the real binary on the other end of the socket.

import JSON
import TestSupport
import Testing

@Suite("Wire")
struct WireTests {
    private static let health = "GET /__admin/health HTTP/1.1\r\nHost: 127.0.0.1\r\n"

    @Test("pipelined requests are answered in order, those that need the thread pool included")
    func pipelining() throws {
        try Server.run { server in
            let archive = try TestArchive.zip([
                ("config.json", Array(#"{"calibration_type":"stereo_camera_calibration"}"#.utf8))
            ])
            let connection = try server.connect()
            var bytes: [UInt8] = []
            for number in 0..<20 {
                bytes += Connection.request(
                    "POST", Bodies.groups, Bodies.bearer, json: ["calibration_group_name": .string("\(number)")])
                bytes += Connection.request(
                    "POST", Bodies.calibrations, Bodies.multipartHeaders("Bearer demo-token"),
                    body: Bodies.multipart("file", filename: "a.zip", archive))
            }
            try connection.send(bytes + Connection.request("GET", "/__admin/health"))
            for number in 0..<20 {
                #expect(try connection.answer().json["calibration_group_name"] == .string("\(number)"))
                #expect(try connection.answer().has("dataset_id"))
            }
            #expect(try connection.answer().text == #"{"status":"ok"}"#)
        }
    }

    @Test("a connection stays open until the client or HTTP/1.0 wants otherwise")
    func keepAlive() throws {
        try Server.run { server in
            let connection = try server.connect()
            for _ in 0..<100 { #expect(try connection.ask("GET", "/__admin/health").status == 200) }
            #expect(
                try connection.ask("GET", "/__admin/health", ["Connection": "close"]).header("Connection") == "close")
            #expect(try connection.endsSilently())

            let old = try server.connect()
            try old.send("GET /__admin/health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(try old.answer().header("Connection") == "keep-alive")
            try old.send("GET /__admin/health HTTP/1.0\r\n\r\n")
            #expect(try old.answer().status == 200)
            #expect(try old.endsSilently())
        }
    }

    @Test("a request that comes byte by byte is a request like any other")
    func pieces() throws {
        try Server.run { server in
            let connection = try server.connect()
            let request = Connection.request(
                "POST", Bodies.groups, Bodies.bearer, json: ["calibration_group_name": "slow"])
            try connection.send(request, inPiecesOf: 1)
            #expect(try connection.answer().json["calibration_group_name"] == "slow")
        }
    }

    @Test("who expects 100-continue is told to go on, or gets the refusal instead")
    func expectContinue() throws {
        try Server.run { server in
            let body = Array(#"{"calibration_group_name":"big"}"#.utf8)
            func head(_ token: String) -> String {
                "POST \(Bodies.groups) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\n"
                    + "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: \(body.count)\r\n\r\n"
            }
            let connection = try server.connect()
            for _ in 0..<2 {
                try connection.send(head("demo-token"))
                #expect(try connection.answer().status == 100)
                try connection.send(body)
                #expect(try connection.answer().json["calibration_group_name"] == "big")
            }

            let stranger = try server.connect()
            try stranger.send(head("wrong"))
            let refusal = try stranger.answer()
            #expect(refusal.status == 401)
            #expect(refusal.has("detail"))
            #expect(try stranger.endsSilently())
        }
    }

    @Test("HEAD is GET without the body, and the next request is not confused by it")
    func head() throws {
        try Server.run { server in
            let connection = try server.connect()
            let whole = try connection.ask("GET", "/__admin/health")
            let head = try connection.ask("HEAD", "/__admin/health")
            #expect(head.status == 200)
            #expect(head.header("Content-Length") == "\(whole.body.count)")
            #expect(try connection.ask("GET", "/__admin/health").text == whole.text)
        }
    }

    @Test("browsers of any origin may use the platforms; OPTIONS needs no credentials")
    func crossOrigin() throws {
        try Server.run { server in
            let preflight = try server.ask(
                "OPTIONS", "/api/v1/jobs/",
                [
                    "Origin": "https://app.example", "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "authorization,content-type",
                ])
            #expect(preflight.status == 204)
            #expect(preflight.header("Access-Control-Allow-Origin") == "https://app.example")
            #expect(preflight.header("Access-Control-Allow-Credentials") == "true")
            #expect(preflight.header("Access-Control-Allow-Methods")?.contains("POST") == true)
            #expect(preflight.header("Access-Control-Allow-Headers") == "authorization,content-type")
            #expect(try server.ask("OPTIONS", "/api/v1/jobs/").header("Allow")?.contains("GET") == true)

            let refused = try server.ask("GET", "/api/v1/jobs/", ["Origin": "https://app.example"])
            #expect(refused.status == 401)
            #expect(refused.header("Access-Control-Allow-Origin") == "https://app.example")
            #expect(refused.header("Access-Control-Expose-Headers")?.contains("WWW-Authenticate") == true)

            let admin = try server.ask("GET", "/__admin/info", ["Origin": "https://app.example"])
            #expect(admin.status == 403)
            #expect(admin.header("Access-Control-Allow-Origin") == nil)
            let local = try server.ask("GET", "/__admin/info", ["Origin": "http://localhost:3000"])
            #expect(local.status == 200)
            #expect(local.header("Access-Control-Allow-Origin") == "http://localhost:3000")
            #expect(local.header("Access-Control-Allow-Credentials") == "true")
        }
    }

    @Test("a page can read what is answered to bytes that are no request, and to bodies that cannot be received")
    func crossOriginRefusals() throws {
        try Server.run("--head-timeout", "0.2", "--body-timeout", "0.2", "--max-body-bytes", "1000") { server in
            let origin = "Host: 127.0.0.1\r\nOrigin: https://app.example\r\n"
            let post = "POST /api/v1/jobs/ HTTP/1.1\r\n\(origin)Authorization: Key demo-key\r\n"
            let cases: [(String, Int)] = [
                ("GET / HTTP/1.1\r\n\(origin)Bad Name: x\r\n\r\n", 400), ("GET / HTTP/3.0\r\n\(origin)\r\n", 505),
                ("GET / HTTP/1.1\r\n\(origin)", 408),
                ("GET / HTTP/1.1\r\n\(origin)X: \(String(repeating: "x", count: 40_000))", 431),
                (post + "Content-Length: 100\r\n\r\n", 408), (post + "Content-Length: 1001\r\n\r\n", 413),
                (post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
            ]
            for (text, status) in cases {
                let connection = try server.connect()
                try connection.send(text)
                let answer = try connection.answer()
                #expect(answer.status == status)
                #expect(answer.header("Access-Control-Allow-Origin") == "https://app.example", "\(status)")
                #expect(answer.header("Access-Control-Allow-Credentials") == "true", "\(status)")
                #expect(answer.header("Date")?.hasSuffix(" GMT") == true, "\(status)")
                // With a head that was understood the answer is the platform's own.
                #expect(answer.has("message") == text.hasPrefix(post), "\(status)")
            }
        }
    }

    @Test("a name that was made to point here opens the platforms, never the control plane")
    func foreignHost() throws {
        try Server.run { server in
            for (path, status) in [("/__admin/info", 403), ("/__admin/health", 200), ("/api/v1/jobs/", 401)] {
                let connection = try server.connect()
                try connection.send("GET \(path) HTTP/1.1\r\nHost: rebound.example\r\n\r\n")
                #expect(try connection.answer().status == status, "\(path)")
            }
        }
    }

    @Test("OPTIONS of the whole server is answered")
    func optionsOfServer() throws {
        try Server.run { server in
            let answer = try server.ask("OPTIONS", "*")
            #expect(answer.status == 204)
            #expect(answer.body.isEmpty)
            #expect(answer.header("Allow")?.contains("PATCH") == true)
        }
    }

    @Test("chunked bodies are put together, whatever the sizes, extensions and trailers", arguments: [1, 7, 1000])
    func chunked(size: Int) throws {
        try Server.run { server in
            let name = String(repeating: "long name ", count: 50)
            let body = Array(#"{"calibration_group_name":"\#(name)"}"#.utf8)
            var text = "POST \(Bodies.groups) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer demo-token\r\n"
            text += "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            for start in stride(from: 0, to: body.count, by: size) {
                let piece = body[start..<min(start + size, body.count)]
                text +=
                    String(piece.count, radix: 16) + ";part=\(start)\r\n\(String(decoding: piece, as: UTF8.self))\r\n"
            }
            let connection = try server.connect()
            try connection.send(text + "0\r\nX-Checksum: none\r\n\r\n" + Self.health + "\r\n")
            #expect(try connection.answer().json["calibration_group_name"] == .string(name))
            #expect(try connection.answer().text == #"{"status":"ok"}"#)
        }
    }

    @Test("what an upload sends is kept as it came, a form included")
    func binaryForm() throws {
        try Server.run { server in
            let connection = try server.connect()
            let body = Bodies.multipart("file", filename: "a.zip", [1, 2, 3])
            let dataset: JSON = [
                "dataset_name": "a", "dataset_type": "images",
                "files": [["file_size": .int(body.count), "file_type": "application/zip"]],
            ]
            try connection.send(
                Connection.request("POST", "/api/v2/clients/demo/datasets", Bodies.bearer, json: dataset))
            let url = try #require(connection.answer().json["files"]?[0]?["resumable_upload_url"]?.string)
            let target = try #require(url.firstRange(of: "/upload").map { String(url[$0.lowerBound...]) })
            try connection.send(Connection.request("PUT", target, Bodies.multipartHeaders("none"), body: body))
            let answer = try connection.answer()
            #expect(answer.status == 200)
            #expect(answer.json["size"] == .string(String(body.count)))
        }
    }

    @Test("a peer that has shut down its side still gets every answer")
    func halfClosed() throws {
        try Server.run { server in
            let connection = try server.connect()
            let request = Connection.request(
                "POST", Bodies.groups, Bodies.bearer, json: ["calibration_group_name": "last"])
            try connection.send(request + request + Connection.request("GET", "/__admin/health"))
            connection.endSending()
            #expect(try connection.answer().json["calibration_group_name"] == "last")
            #expect(try connection.answer().json["calibration_group_name"] == "last")
            #expect(try connection.answer().text == #"{"status":"ok"}"#)
            #expect(try connection.endsSilently())
        }
    }

    @Test("an escaped slash belongs to its segment")
    func escapedSlash() throws {
        try Server.run { server in
            let made = try server.ask(
                "POST", "/__admin/credentials",
                json: ["platform": "deepen-calibrate", "secret": "slash", "client_ids": ["a/b"]])
            #expect(made.status < 300)
            for path in ["a%2Fb", "a%2fb", "%61%2F%62"] {
                let answer = try server.ask(
                    "GET", "/api/v2/external/clients/\(path)/calibration_groups", ["Authorization": "Bearer slash"])
                #expect(answer.text == #"{"groups":[]}"#)
            }
            let split = try server.ask(
                "GET", "/api/v2/external/clients/a/b/calibration_groups", ["Authorization": "Bearer slash"])
            #expect(split.status == 404)
            #expect(split.header("X-Deepmock-Operation") == nil)
        }
    }

    @Test("a path with or without its final slash is answered as its platform does, never redirected")
    func finalSlash() throws {
        try Server.run { server in
            for path in ["/api/v1/jobs/", "/api/v1/jobs", "/api/v2/storage/", "/api/v2/storage"] {
                #expect(try server.ask("GET", path, Bodies.key).status == 200)
            }
            let body: JSON = ["calibration_group_name": "x"]
            #expect(try server.ask("POST", Bodies.groups, Bodies.bearer, json: body).status == 200)
            #expect(try server.ask("POST", Bodies.groups + "/", Bodies.bearer, json: body).status == 404)
            let doubled = try server.ask("GET", "/api/v1//jobs/", Bodies.key)
            #expect(doubled.status == 404)
        }
    }

    @Test("parts of a file are given as asked for")
    func ranges() throws {
        try Server.run { server in
            let photo = try TestArchive.fixture("photo.jpg")
            let stored = try server.store("photo.jpg", photo)
            let id = try #require(stored.json["id"]?.int)
            func get(_ range: String?) throws -> Answer {
                let path = "/api/v2/storage/\(id)/file/"
                guard let range else { return try server.ask("GET", path, Bodies.key) }
                return try server.ask("GET", path, ["Authorization": "Key demo-key", "Range": range])
            }
            let whole = try get(nil)
            #expect(whole.status == 200)
            #expect(whole.body == photo)
            #expect(whole.header("Accept-Ranges") == "bytes")
            #expect(whole.header("Content-Type") == "image/jpeg")

            let size = photo.count
            for (range, part) in [
                ("bytes=0-0", 0..<1), ("bytes=10-19", 10..<20), ("bytes=10-", 10..<size), ("bytes=-5", size - 5..<size),
                ("bytes=0-999999999", 0..<size),
            ] {
                let answer = try get(range)
                #expect(answer.status == 206)
                #expect(answer.body == Array(photo[part]))
                #expect(answer.header("Content-Range") == "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)")
            }
            let outside = try get("bytes=\(size)-")
            #expect(outside.status == 416)
            #expect(outside.header("Content-Range") == "bytes */\(size)")
            for ignored in ["bytes=5-2", "bytes=a-b", "lines=1-2"] {
                #expect(try get(ignored).body == photo)
            }
            let several = try get("bytes=0-1,4-5")
            #expect(several.status == 206)
            #expect(several.header("Content-Type")?.hasPrefix("multipart/byteranges; boundary=") == true)
            #expect(several.header("Content-Length") == "\(several.body.count)")

            let tag = try #require(whole.header("ETag"))
            let connection = try server.connect()
            let path = "/api/v2/storage/\(id)/file/"
            let known: KeyValuePairs = ["Authorization": "Key demo-key", "If-None-Match": tag]
            for method in ["GET", "HEAD", "GET"] {
                let answer = try connection.ask(method, path, known)
                #expect(answer.status == 304)
                #expect(answer.header("ETag") == tag)
                #expect(answer.body.isEmpty)
            }
            #expect(try connection.ask("GET", path, Bodies.key).body == photo)
        }
    }
}
