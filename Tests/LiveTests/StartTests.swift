// Starting and stopping: where the server listens, what it refuses or warns of, and when it is over.

import Foundation
import JSON
import Testing

@Suite("Start and stop")
struct StartTests {
    // MARK: - Addresses

    @Test("an IPv6 address may stand in brackets, as in URLs", arguments: ["[::1]", "::1"])
    func brackets(host: String) throws {
        try Folder.temporary { folder in
            let file = "\(folder)/ready"
            let process = try Program(
                Program.binary(), ["serve", "--host", host, "--port", "0", "--ready-file", file], in: folder)
            defer { process.kill() }
            try Deadline.wait(for: "the ready line") { !Folder.text(file).isEmpty || !process.isRunning }
            // A machine without IPv6 says so.
            if process.errors.contains("address") { return }
            let base = try #require(JSON(parsing: Folder.bytes(file))["base"]?.string)
            #expect(base.hasPrefix("http://[::1]:"))
            let port = try #require(base.split(separator: ":").last)
            let health = try Program.deepmock("healthcheck", "--host", host, "--port", String(port))
            #expect(health.ending == .exit(0), "\(health.errors)")
        }
    }

    @Test("the addresses of a name are all listened to")
    func names() throws {
        try Server.run("--host", "localhost") { server in
            #expect(server.base == "http://localhost:\(server.port)")
            #expect(server.isHealthy)
            #expect(server.ready["admin_token"] == nil)
        }
    }

    @Test("PORT is the port where neither --port nor DEEPMOCK_PORT says it")
    func port() throws {
        try Server.run { server in
            let port = "\(server.port)"
            #expect(try Program.deepmock("healthcheck", environment: ["PORT": port]).ending == .exit(0))
            let both = ["PORT": "1", "DEEPMOCK_PORT": port]
            #expect(try Program.deepmock("healthcheck", environment: both).ending == .exit(0))
            let flag = try Program.deepmock("healthcheck", "--port", port, environment: ["DEEPMOCK_PORT": "1"])
            #expect(flag.ending == .exit(0))
            // What Kubernetes says of a service named deepmock is no port.
            let service = ["PORT": port, "DEEPMOCK_PORT": "tcp://10.0.0.1:8484"]
            let taken = try Program.deepmock("serve", environment: service)
            #expect(taken.ending == .exit(1))
            #expect(taken.errors.contains(port), "\(taken.errors)")
        }
        let wrong = try Program.deepmock("serve", environment: ["PORT": "http"])
        #expect(wrong.ending == .exit(64))
        #expect(wrong.errors == "deepmock: PORT must be a port from 0 to 65535, not 'http'.\n")
    }

    // MARK: - What cannot work

    @Test("an older ready file is gone when the start fails, whatever it fails of")
    func staleReadyFile() throws {
        try Server.run { server in
            for flags in [["--port", "\(server.port)"], ["--port", "0", "--clock", "sundial"]] {
                try Folder.temporary { folder in
                    let file = "\(folder)/ready"
                    try "older".write(toFile: file, atomically: false, encoding: .utf8)
                    let outcome = try Program.run(Program.binary(), ["serve", "--ready-file", file] + flags)
                    #expect(outcome.ending != .exit(0))
                    #expect(!FileManager.default.fileExists(atPath: file))
                }
            }
        }
    }

    @Test("the ready file is written before the line is printed: without the one there is no other")
    func readyFileFirst() throws {
        let outcome = try Program.deepmock("serve", "--port", "0", "--ready-file", "/nowhere/ready")
        #expect(outcome.ending == .exit(1))
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("/nowhere/ready"), "\(outcome.errors)")
    }

    @Test("a temporary directory that cannot be used stops the start", arguments: ["/nonexistent", "/dev/null"])
    func temporaryDirectory(path: String) throws {
        let outcome = try Program.deepmock("serve", "--port", "0", environment: ["TMPDIR": path])
        #expect(outcome.ending == .exit(1))
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains(path) && outcome.errors.contains("TMPDIR"), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }

    @Test(
        "a misspelt subcommand gets the list of those that exist",
        arguments: [
            (["sevre"], "'sevre' is not a subcommand of deepmock. Did you mean serve?", "healthcheck"),
            (["contracts", "chekc"], "'chekc' is not a subcommand of contracts. Did you mean check?", "coverage"),
            (["nonsense"], "'nonsense' is not a subcommand of deepmock. Use one of", "contracts"),
        ])
    func subcommands(arguments: [String], beginning: String, other: String) throws {
        let outcome = try Program.run(Program.binary(), arguments)
        #expect(outcome.ending == .exit(64))
        #expect(outcome.errors.hasPrefix("deepmock: " + beginning), "\(outcome.errors)")
        #expect(outcome.errors.contains(other), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }

    @Test(
        "an external URL is a URL, or a platform and its URL",
        arguments: [
            ("deepvaa=https://a.test", "Did you mean deepva?"), ("deepva=a.test", "platform=URL"),
            ("https://", "platform=URL"),
        ])
    func externalURLs(value: String, hint: String) throws {
        let outcome = try Program.deepmock("serve", "--port", "0", "--external-url", value)
        #expect(outcome.ending == .exit(64))
        #expect(outcome.errors.contains(hint), "\(outcome.errors)")
    }

    // MARK: - Warnings

    @Test("misspelt variables are warned of in one line; those of others are not")
    func unknownVariables() throws {
        let variables = [
            "DEEPMOCK_PROT": "1", "DEEPMOCK_NONSENSE": "1", "DEEPMOCK_EXERCISED": "x",
            "DEEPMOCK_SERVICE_HOST": "10.0.0.1",
            "DEEPMOCK_PORT_8484_TCP": "x", "DEEPMOCK_TIMEOUT": "3", "DEEPMOCKERY": "x",
        ]
        try Server.run(environment: variables) { server in
            let lines = server.process.errors.split(separator: "\n").filter { $0.hasPrefix("warning") }
            #expect(lines.count == 1)
            let line = try #require(lines.first)
            #expect(line.contains("DEEPMOCK_PROT (did you mean DEEPMOCK_PORT?)"))
            #expect(line.contains("DEEPMOCK_NONSENSE"))
            for name in ["EXERCISED", "SERVICE", "TCP", "TIMEOUT", "DEEPMOCKERY"] { #expect(!line.contains(name)) }
        }
    }

    @Test("flags that the world in a data directory overrules are named in one line")
    func overruledFlags() throws {
        try Folder.temporary { folder in
            func warnings(_ flags: [String], _ environment: [String: String] = [:]) throws -> [Substring] {
                let file = "\(folder)/ready"
                try? FileManager.default.removeItem(atPath: file)
                let process = try Program(
                    Program.binary(),
                    ["serve", "--port", "0", "--ready-file", file, "--data", "\(folder)/data"] + flags,
                    environment: environment, in: folder)
                defer { process.kill() }
                try Deadline.wait(for: "the ready file") { !Folder.text(file).isEmpty }
                process.send(signal: SIGTERM)
                #expect(try process.wait() == .exit(0))
                return process.errors.split(separator: "\n").filter { $0.hasPrefix("warning") }
            }
            #expect(try warnings(["--clock", "frozen", "--seed", "7", "--demo"]) == [])
            #expect(try warnings(["--clock", "frozen", "--seed", "7", "--max-tenants", "9"]) == [])
            let lines = try warnings(["--clock", "stepping", "--step", "5", "--demo"], ["DEEPMOCK_SEED": "8"])
            #expect(lines.count == 1)
            #expect(lines.first?.contains("--seed --clock --step --demo") == true, "\(lines)")
            #expect(lines.first?.contains("\(folder)/data") == true)
        }
    }

    // MARK: - Log lines and links

    @Test("JSON log lines have a timestamp, and numbers as numbers")
    func logLines() throws {
        try Server.run("--log-format", "json", "--log-level", "debug") { server in
            #expect(try server.ask("GET", "/api/v1/jobs/", Bodies.key).status == 200)
            let lines = try server.process.errors.split(separator: "\n").map { try JSON(parsing: Array($0.utf8)) }
            for line in lines {
                let timestamp = try #require(line["timestamp"]?.string)
                #expect(timestamp.wholeMatch(of: /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/) != nil, "\(timestamp)")
            }
            let request = try #require(lines.first { $0["operation"] == "listJobs" })
            #expect(request["status"] == 200)
            #expect(request["request"] == 1)
            #expect(request["duration_us"]?.int != nil)
            #expect(lines.first { $0["message"] == "listening" }?["port"] == .int(server.port))
        }
    }

    @Test("links follow a proxy on this machine, and external URLs platform by platform")
    func links() throws {
        let forwarded: KeyValuePairs = [
            "Authorization": "Key demo-key", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "api.deepva.com",
        ]
        try Server.run { server in
            let job = try server.ask("POST", "/api/v1/jobs/", forwarded, json: Bodies.job(tag: "a"))
            #expect(job.json["result"]?["detailed_link"]?.string?.hasPrefix("https://api.deepva.com/v1/jobs/") == true)
        }
        let variable = ["DEEPMOCK_EXTERNAL_URL": "https://mock.test,deepva=https://va.test/"]
        try Server.run(environment: variable) { server in
            let job = try server.ask("POST", "/api/v1/jobs/", forwarded, json: Bodies.job(tag: "a"))
            #expect(job.json["result"]?["detailed_link"]?.string?.hasPrefix("https://va.test/v1/jobs/") == true)
            let index = try server.ask("GET", "/")
            #expect(index.json["platforms"]?["deepopinion"] == "https://mock.test")
            #expect(index.json["platforms"]?["deepva"] == "https://va.test")
        }
        try Server.run("--external-url", "deepva=https://va.test", "--external-url", "deepopinion=https://op.test") {
            let index = try $0.ask("GET", "/")
            #expect(index.json["platforms"]?["deepva"] == "https://va.test")
            #expect(index.json["platforms"]?["deepopinion"] == "https://op.test")
            #expect(index.json["platforms"]?["deepen-tools"] == "http://127.0.0.1")
        }
    }

    @Test("a client of HTTP/1.0 that names no host gets links to where the server listens")
    func noHost() throws {
        try Server.run { server in
            let connection = try server.connect()
            defer { connection.close() }
            try connection.send("GET / HTTP/1.0\r\n\r\n")
            #expect(try connection.answer().json["platforms"]?["deepva"] == .string(server.base))
        }
    }

    // MARK: - Stopping

    @Test(
        "a request that never ends holds up the stop for as long as --drain-timeout says, and 5 s by default",
        arguments: [(["--drain-timeout", "0.3"], 0.25...3.0), (["--drain-timeout", "0"], 0.0...2.0), ([], 4.5...8.0)])
    func drainTimeout(flags: [String], seconds: ClosedRange<Double>) throws {
        try Folder.temporary { folder in
            let file = "\(folder)/ready"
            let process = try Program(
                Program.binary(), ["serve", "--port", "0", "--ready-file", file] + flags, in: folder)
            defer { process.kill() }
            try Deadline.wait(for: "the ready file") { !Folder.text(file).isEmpty }
            let base = try #require(JSON(parsing: Folder.bytes(file))["base"]?.string)
            let port = try #require(base.split(separator: ":").last.flatMap { Int($0) })
            let busy = try Connection(port: port)
            try busy.send("POST \(Bodies.groups) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n12")
            let other = try Connection(port: port)
            #expect(try other.ask("GET", "/__admin/health").status == 200)
            let start = Date.now
            process.send(signal: SIGTERM)
            #expect(try process.wait() == .exit(0))
            #expect(seconds.contains(Date.now.timeIntervalSince(start)))
        }
    }
}
