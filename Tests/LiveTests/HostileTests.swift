// Bad input on the wire: each gets its own answer, and the server goes on as if nothing had happened.

import JSON
import TestSupport
import Testing

@Suite("Hostile")
struct HostileTests {
    /// Bytes by which a server may be larger after a test than before: what the allocator keeps, never what was sent.
    private static let memoryAllowance = 48 << 20

    /// Runs `body`, and checks that the server has then let go of everything.
    private static func leavesNothing(_ server: Server, _ body: () throws -> Void) throws {
        #expect(server.isHealthy)
        let memory = try server.memory()
        let (files, before) = (try server.openFiles(), server.openFileNames)
        try body()
        #expect(server.isHealthy)
        try Deadline.wait(for: "closing of what was opened (\(before) before, \(server.openFileNames) now)") {
            try server.openFiles() <= files
        }
        #expect(try Folder.names(server.temporaryFolder).isEmpty)
        #expect(try server.memory() < memory + memoryAllowance)
    }

    /// A refusal of bytes that are no request: the status, a body that says why, then the end.
    ///
    /// - Parameter member: the member of the platform's errors, when the head was understood.
    private static func expectRefusal(
        _ status: Int, on connection: Connection, _ what: String, in member: String? = nil,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let answer = try connection.answer()
        #expect(answer.status == status, "\(what)", sourceLocation: location)
        if let member {
            #expect(answer.json[member]?.string?.isEmpty == false, "\(what)", sourceLocation: location)
        } else {
            #expect(answer.json["error"]?["code"] == "malformed_request", "\(what)", sourceLocation: location)
        }
        #expect(answer.header("Date") != nil, "\(what)", sourceLocation: location)
        #expect(answer.header("Connection") == "close", "\(what)", sourceLocation: location)
        connection.endSending()
        #expect(try connection.endsSilently(), "\(what)", sourceLocation: location)
    }

    // MARK: - Bytes that are no request

    @Test(
        "every rejected file of the corpus gets its status and the end of its connection, in any pieces",
        arguments: [false, true])
    func rejectedCorpus(inPieces: Bool) throws {
        // The beginning of a TLS handshake is no request, but on this port the rest of it is waited for.
        let names = try Folder.names(Folder.fixture("http/rejected")).filter { $0 != "400-tls-client-hello.http" }
        #expect(names.count >= 45)
        try Server.run { server in
            try Self.leavesNothing(server) {
                for name in names {
                    let bytes = try Folder.bytes(Folder.fixture("http/rejected/\(name)"))
                    let connection = try server.connect()
                    if inPieces { try connection.send(bytes, inPiecesOf: 61) } else { try connection.send(bytes) }
                    try Self.expectRefusal(try #require(Int(name.prefix(3))), on: connection, name)
                }
            }
        }
    }

    @Test("every accepted file of the corpus is a request, and the next one on its connection is understood")
    func acceptedCorpus() throws {
        let names = try Folder.names(Folder.fixture("http/accepted"))
        #expect(names.count >= 25)
        try Server.run { server in
            for name in names {
                let connection = try server.connect()
                try connection.send(Folder.bytes(Folder.fixture("http/accepted/\(name)")))
                var answer = try connection.answer(isHead: name.hasPrefix("head."))
                if answer.status == 100 { answer = try connection.answer() }
                #expect(answer.json["error"]?["code"] != "malformed_request", "\(name)")
                #expect(answer.status < 500, "\(name)")
                guard answer.header("Connection") != "close" else {
                    #expect(try connection.endsSilently(), "\(name)")
                    continue
                }
                #expect(try connection.ask("GET", "/__admin/health").status == 200, "\(name)")
            }
        }
    }

    @Test("what follows a refused request on its connection is never run")
    func smuggled() throws {
        try Server.run { server in
            let connection = try server.connect()
            let hidden = String(
                decoding: Connection.request(
                    "POST", Bodies.groups, Bodies.bearer, json: ["calibration_group_name": "smuggled"]), as: UTF8.self)
            try connection.send(
                "POST /api/v1/jobs/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "0\r\n\r\n" + hidden)
            try Self.expectRefusal(400, on: connection, "both lengths")
            let groups = try server.ask("GET", "/api/v2/external/clients/demo/calibration_groups", Bodies.bearer)
            #expect(groups.text == #"{"groups":[]}"#)
        }
    }

    // MARK: - Too slow, too much, cut off

    @Test("heads and bodies that do not arrive in time get a 408; a silent connection is closed without a word")
    func tooSlow() throws {
        try Server.run("--head-timeout", "0.2", "--body-timeout", "0.2", "--idle-timeout", "2") { server in
            try Self.leavesNothing(server) {
                let silent = try server.connect()
                let parts = [
                    "G", "GET /__admin/health HTTP/1.1\r\n", "GET /__admin/health HTTP/1.1\r\nHost: 127.0.0.1\r\n",
                    "POST \(Bodies.groups) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n",
                    "POST \(Bodies.groups) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n123456789",
                    "POST \(Bodies.groups) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer demo-token\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n5\r\n12",
                ]
                let connections = try parts.map { part in
                    let connection = try server.connect()
                    try connection.send(part)
                    return connection
                }
                for (part, connection) in zip(parts, connections) {
                    let member = part.hasPrefix("POST") ? "detail" : nil
                    try Self.expectRefusal(408, on: connection, part, in: member)
                }
                #expect(try silent.endsSilently())
            }
        }
    }

    @Test("a head that comes a byte at a time for ever is over after its time, too")
    func drippingHead() throws {
        try Server.run("--head-timeout", "0.2") { server in
            let connection = try server.connect()
            try connection.send("GET /__admin/health HTTP/1.1\r\nX-Slow: ")
            let deadline = Deadline()
            var answer: Answer?
            while answer == nil, !deadline.isPassed {
                try connection.send(Array(repeating: UInt8(ascii: "a"), count: 40), inPiecesOf: 1)
                answer = try connection.answerAtHand()
            }
            #expect(answer?.status == 408)
        }
    }

    @Test("bodies over the limit get a 413 before and after they come, in every framing")
    func tooLarge() throws {
        try Server.run("--max-body-bytes", "100000", "--max-parts", "5") { server in
            try Self.leavesNothing(server) {
                let declared = try server.connect()
                try declared.send("POST /api/v1/jobs/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100001\r\n\r\n")
                try Self.expectRefusal(413, on: declared, "length", in: "message")

                let chunked = try server.connect()
                try chunked.send(
                    "POST /api/v1/jobs/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Key demo-key\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n")
                let chunk = "1000\r\n" + String(repeating: "x", count: 0x1000) + "\r\n"
                for _ in 0..<25 { try chunked.send(chunk) }
                try Self.expectRefusal(413, on: chunked, "chunks", in: "message")

                let fields = (0..<6).map { ("field\($0)", "x") }
                let parts = try server.ask(
                    "POST", "/api/v2/storage/", Bodies.multipartHeaders("Key demo-key"),
                    body: Bodies.multipart("file", filename: "a.txt", [65], fields: fields))
                #expect(parts.status == 413)
                #expect(parts.has("message"))

                let fits = try server.ask(
                    "POST", "/api/v1/jobs/", Bodies.key, body: Array(repeating: 65, count: 100_000))
                #expect(fits.status == 415)
            }
        }
    }

    @Test("a client that never reads its answers holds nobody up")
    func neverReads() throws {
        try Server.run { server in
            try Self.leavesNothing(server) {
                let photo = [UInt8](repeating: 7, count: 8 << 20)
                let stored = try server.store("a.bin", photo)
                let id = try #require(stored.json["id"]?.int)
                let lazy = try (0..<8).map { _ in
                    let connection = try server.connect()
                    let request = Connection.request("GET", "/api/v2/storage/\(id)/file/", Bodies.key)
                    try connection.send(Array((0..<20).map { _ in request }.joined()))
                    return connection
                }
                #expect(server.isHealthy)
                for connection in lazy { connection.reset() }
                #expect(try server.ask("DELETE", "/api/v2/storage/\(id)/", Bodies.key).status < 300)
            }
        }
    }

    @Test("uploads that are cut leave no file, no open descriptor and no memory")
    func cutUploads() throws {
        try Server.run { server in
            try Self.leavesNothing(server) {
                let body = Bodies.multipart("file", filename: "a.bin", [UInt8](repeating: 1, count: 6 << 20))
                for round in 0..<12 {
                    let connection = try server.connect()
                    let request = Connection.request(
                        "POST", "/api/v2/storage/", Bodies.multipartHeaders("Key demo-key"), body: body)
                    try connection.send(Array(request.prefix(round * (request.count / 12) + 50)))
                    if round % 2 == 0 { connection.reset() } else { connection.close() }
                }
                let listed = try server.ask("GET", "/api/v2/storage/", Bodies.key)
                #expect(listed.json["data"]?.array?.isEmpty == true || listed.json["total"] == 0)
            }
        }
    }

    @Test("a large upload goes to disk while it arrives, not into memory")
    func largeUpload() throws {
        try Server.run { server in
            #expect(server.isHealthy)
            let memory = try server.memory()
            let content = [UInt8](repeating: 9, count: 64 << 20)
            let request = Connection.request(
                "POST", "/api/v2/storage/", Bodies.multipartHeaders("Key demo-key"),
                body: Bodies.upload("large.bin", content))
            let connection = try server.connect()
            try connection.send(Array(request.dropLast(1)))
            #expect(try server.memory() < memory + (32 << 20))
            try connection.send(Array(request.suffix(1)))
            #expect(try connection.answer().json["file_size"] == .int(content.count))
            #expect(try server.memory() < memory + (32 << 20))
        }
    }

    // MARK: - Bodies that say nothing

    /// Bytes that are no JSON object, or no good one.
    static let badJSON: [(name: String, bytes: [UInt8])] = [
        ("empty", []),
        ("cut", Array(#"{"sources":["#.utf8)),
        ("invalid UTF-8", Array(#"{"tag":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)),
        ("a lone surrogate", Array(#"{"tag":"\ud800"}"#.utf8)),
        ("duplicate keys", Array(#"{"tag":"a","tag":"b"}"#.utf8)),
        ("deep arrays", Array(repeating: UInt8(ascii: "["), count: 200_000)),
        ("deep objects", Array(String(repeating: #"{"a":"#, count: 100_000).utf8)),
        ("a control character", Array("{\"tag\":\"a\u{1}\"}".utf8)),
        ("a huge number", Array(#"{"ttl":1\#(String(repeating: "0", count: 100_000))}"#.utf8)),
        ("a huge text", Array(#"{"tag":"\#(String(repeating: "x", count: 3 << 20))"}"#.utf8)),
        ("another type", Array(#"["sources"]"#.utf8)),
        ("wrong types", Array(#"{"sources":"http://a.test/a.jpg","modules":[1],"tag":{},"ttl":"soon"}"#.utf8)),
        ("a byte order mark", [0xEF, 0xBB, 0xBF, 0x5B]),
        ("zeros", [UInt8](repeating: 0, count: 1000)),
    ]

    @Test("JSON that is none, too deep, too large or ambiguous is a 4xx in the platform's own shape")
    func badJSONBodies() throws {
        try Server.run { server in
            try Self.leavesNothing(server) {
                for (name, bytes) in Self.badJSON {
                    let job = try server.ask(
                        "POST", "/api/v1/jobs/", ["Authorization": "Key demo-key", "Content-Type": "application/json"],
                        body: bytes)
                    #expect((400..<500).contains(job.status), "\(name): \(job.status)")
                    #expect(job.json["message"]?.string?.isEmpty == false, "\(name)")
                    let group = try server.ask(
                        "POST", Bodies.groups,
                        ["Authorization": "Bearer demo-token", "Content-Type": "application/json"], body: bytes)
                    #expect((400..<500).contains(group.status), "\(name): \(group.status)")
                    #expect(group.json.object?.keys == ["detail"], "\(name)")
                }
            }
        }
    }

    /// Multipart bodies in the boundary `edge` that cannot be taken apart, or hold nothing.
    static let badMultipart: [(name: String, text: String)] = [
        ("empty", ""),
        ("only the end", "--edge--\r\n"),
        ("no boundary at all", "just text"),
        ("without an end", "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.zip\"\r\n\r\nPK"),
        (
            "bare line feeds",
            "--edge\nContent-Disposition: form-data; name=\"file\"; filename=\"a.zip\"\n\nPK\n--edge--\n"
        ),
        ("a part without a name", "--edge\r\nContent-Type: text/plain\r\n\r\na\r\n--edge--\r\n"),
        ("a header without a colon", "--edge\r\nContent-Disposition\r\n\r\na\r\n--edge--\r\n"),
        ("headers without an end", "--edge\r\nX-Long: " + String(repeating: "a", count: 20_000)),
        (
            "a huge field",
            "--edge\r\nContent-Disposition: form-data; name=\"folder\"\r\n\r\n"
                + String(repeating: "a", count: 2 << 20) + "\r\n--edge--\r\n"
        ),
        (
            "thousands of parts",
            String(
                repeating: "--edge\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n", count: 2000)
                + "--edge--\r\n"
        ),
        (
            "a field instead of a file",
            "--edge\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nPK\r\n"
                + "--edge\r\nContent-Disposition: form-data; name=\"folder\"\r\n\r\n/\r\n--edge--\r\n"
        ),
    ]

    @Test("multipart bodies that are broken are a 4xx in the platform's own shape")
    func badMultipartBodies() throws {
        try Server.run { server in
            try Self.leavesNothing(server) {
                for (name, text) in Self.badMultipart {
                    let storage = try server.ask(
                        "POST", "/api/v2/storage/", Bodies.multipartHeaders("Key demo-key"), body: Array(text.utf8))
                    #expect((400..<500).contains(storage.status), "\(name): \(storage.status)")
                    #expect(storage.has("message"), "\(name)")
                    let calibration = try server.ask(
                        "POST", Bodies.calibrations, Bodies.multipartHeaders("Bearer demo-token"),
                        body: Array(text.utf8))
                    #expect((400..<500).contains(calibration.status), "\(name): \(calibration.status)")
                    #expect(calibration.json.object?.keys == ["detail"], "\(name)")
                }
                let nameless = try server.ask(
                    "POST", Bodies.calibrations,
                    ["Authorization": "Bearer demo-token", "Content-Type": "multipart/form-data"], body: [65])
                #expect((400..<500).contains(nameless.status))
            }
        }
    }

    @Test("archives that are bombs, lie or want to escape are refused with one detail and leave nothing")
    func hostileArchives() throws {
        try Server.run { server in
            try Self.leavesNothing(server) {
                for name in TestArchive.hostile {
                    let archive = try TestArchive.fixture("hostile/\(name)")
                    let answer = try server.ask(
                        "POST", Bodies.calibrations, Bodies.multipartHeaders("Bearer demo-token"),
                        body: Bodies.multipart("file", filename: "../../\(name)", archive))
                    #expect(answer.status == 400, "\(name)")
                    #expect(answer.json.object?.keys == ["detail"], "\(name)")
                }
            }
        }
    }

    @Test("files with hostile contents and names are stored as what they are")
    func hostileUploads() throws {
        try Server.run { server in
            try Self.leavesNothing(server) {
                for name in ["pixel-bomb.png", "truncated.jpg", "truncated.png", "truncated.mp4"] {
                    let bytes = try TestArchive.fixture("hostile/\(name)")
                    let stored = try server.store("../../../etc/\(name)", bytes)
                    #expect(stored.status == 201, "\(name)")
                    #expect(stored.json["name"] == .string(name))
                    let id = try #require(stored.json["id"]?.int)
                    #expect(try server.ask("GET", "/api/v2/storage/\(id)/file/", Bodies.key).body == bytes, "\(name)")
                    let thumbnail = try server.ask("GET", "/api/v2/storage/\(id)/thumbnail/", Bodies.key)
                    #expect(thumbnail.status < 500, "\(name)")
                    #expect(try server.ask("DELETE", "/api/v2/storage/\(id)/", Bodies.key).status < 300)
                }
            }
        }
    }

    // MARK: - Requests that ask for what is not there

    @Test("unknown ids, methods and types are answered in the shape of the platform that was meant")
    func unknown() throws {
        try Server.run { server in
            let unknownJob = "/api/v1/jobs/00000000-0000-4000-8000-000000000000/"
            let deepva: [(String, String, Int)] = [
                ("GET", unknownJob, 404), ("DELETE", unknownJob, 404), ("GET", "/api/v1/jobs/nonsense/", 404),
                ("GET", "/api/v2/storage/999999999/", 404), ("GET", "/api/v2/storage/99999999999999999999999/", 404),
                ("PATCH", "/api/v1/jobs/", 405), ("PUT", unknownJob, 405), ("BREW", "/api/v1/jobs/", 405),
                ("POST", "/api/v1/jobs/", 415), ("GET", "/api/v1/jobs/?limit=many", 400),
                ("GET", "/api/v1/jobs/?offset=-1", 400),
            ]
            for (method, path, status) in deepva {
                let body: [UInt8]? = method == "POST" ? [65] : nil
                let answer = try server.ask(method, path, Bodies.key, body: body)
                #expect(answer.status == status, "\(method) \(path)")
                #expect(answer.json["message"]?.string?.isEmpty == false, "\(method) \(path)")
                if status == 405 { #expect(answer.header("Allow")?.isEmpty == false) }
            }
            let unknownDataset = "/api/v2/external/datasets/000000000000000000000000/extrinsic_parameters"
            let calibrate: [(String, String, Int)] = [
                ("GET", unknownDataset, 404), ("POST", unknownDataset, 405),
                ("DELETE", "/api/v2/external/datasets/%20", 404),
                ("GET", "/api/v2/external/clients/nobody/calibration_groups", 404),
                ("GET", "/api/v2/external/nothing", 404), ("DELETE", Bodies.groups, 405), ("POST", Bodies.groups, 415),
            ]
            for (method, path, status) in calibrate {
                let body: [UInt8]? = method == "POST" && status == 415 ? [65] : nil
                let answer = try server.ask(method, path, Bodies.bearer, body: body)
                #expect(answer.status == status, "\(method) \(path)")
                #expect(answer.json.object?.keys == ["detail"], "\(method) \(path)")
            }
        }
    }
}
