// The command line: flags, environment, ready line, signals and the small commands.

import Foundation
import JSON
import Testing

@Suite("Serve")
struct ServeTests {
    // MARK: - Starting

    @Test("the ready line says where everything is and how to get in, on standard output and in the file")
    func readyLine() throws {
        let version = try Program.deepmock("--version").output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(!version.isEmpty)
        try Server.run { server in
            let base = "http://127.0.0.1:\(server.port)"
            let expected =
                #"{"ready":true,"pid":\#(server.process.id),"version":"\#(version)","base":"\#(base)","#
                + #""admin":"\#(base)/__admin","platforms":{"deepva":"\#(base)","deepopinion":"\#(base)","#
                + #""deepen-tools":"\#(base)","deepen-calibrate":"\#(base)"},"#
                + #""credentials":{"deepva":{"key":"demo-key"},"#
                + #""deepopinion":{"email":"demo@deepmock.test","password":"demo-password","organization_id":1},"#
                + #""deepen-tools":{"token":"demo-token","client_id":"demo"},"#
                + #""deepen-calibrate":{"token":"demo-token","client_id":"demo"}},"#
                + #""data":null}"#
            // The file is there before the line.
            try Deadline.wait(for: "the ready line") { server.process.output.hasSuffix("\n") }
            #expect(server.process.output == expected + "\n")
            #expect(server.ready.description == expected)
            #expect(server.isHealthy)
        }
    }

    @Test("the ready file appears whole, in place of an older one")
    func readyFile() throws {
        try Folder.temporary { folder in
            let file = "\(folder)/ready.json"
            try "older".write(toFile: file, atomically: false, encoding: .utf8)
            let older = try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? Int
            let reader = try FileHandle(forReadingFrom: URL(filePath: file))
            let process = try Program(
                Program.binary(), ["serve", "--port", "0", "--ready-file", file, "--data", "\(folder)/data"], in: folder
            )
            defer { process.kill() }
            try Deadline.wait(for: "another ready file") { !["", "older"].contains(Folder.text(file)) }
            let ready = try JSON(parsing: Folder.bytes(file))
            #expect(ready["ready"] == true)
            #expect(ready["data"] == .string("\(folder)/data"))
            // Who had the older file open still has it: the name moved, the bytes did not.
            #expect(try reader.readToEnd() == Data("older".utf8))
            #expect(try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? Int != older)
            #expect(try Folder.names(folder).filter { $0.hasPrefix("ready.json") } == ["ready.json"])
        }
    }

    @Test("every flag has a variable, and the command line wins")
    func environment() throws {
        let variables = [
            "DEEPMOCK_CLOCK": "frozen", "DEEPMOCK_NOW": "2030-05-06T07:08:09Z", "DEEPMOCK_MAX_BODY_BYTES": "1000",
            "DEEPMOCK_LOG_FORMAT": "json", "DEEPMOCK_STRICT_TENANTS": "yes", "DEEPMOCK_ADMIN_TOKEN": "",
        ]
        try Server.run("--max-body-bytes", "2000", environment: variables) { server in
            let clock = try server.ask("GET", "/__admin/clock")
            #expect(clock.json["mode"] == "frozen")
            #expect(clock.json["now"]?.string?.hasPrefix("2030-05-06T07:08:09") == true)
            let body = [UInt8](repeating: 65, count: 1500)
            #expect(try server.ask("POST", "/api/v1/jobs/", Bodies.key, body: body).status == 415)
            #expect(try server.ask("POST", "/api/v1/jobs/", Bodies.key, body: body + body).status == 413)
            #expect(try server.ask("GET", "/t/nobody/api/v1/jobs/", Bodies.key).status == 404)
            for line in server.process.errors.split(separator: "\n") {
                #expect(try JSON(parsing: Array(line.utf8)).object != nil)
            }
        }
    }

    @Test("answers are checked against their contracts when that is asked for, by flag or variable")
    func checksAnswers() throws {
        func violations(_ server: Server) throws -> JSON? {
            #expect(try server.ask("GET", "/api/v1/jobs/", Bodies.key).status == 200)
            return try server.ask("GET", "/__admin/requests?platform=deepva").json["requests"]?[0]?["answer_violations"]
        }
        let unasked = try Server.run { try violations($0) }
        #expect(unasked == .null)
        let byFlag = try Server.run("--check-answers") { try violations($0) }
        #expect(byFlag == [])
        let byVariable = try Server.run(environment: ["DEEPMOCK_CHECK_ANSWERS": "1"]) { try violations($0) }
        #expect(byVariable == [])
    }

    @Test("the chosen token guards the control plane, and the chosen URL is in every link")
    func tokenAndURL() throws {
        try Server.run("--admin-token", "a-long-secret", "--external-url", "https://mock.example:8443/") { server in
            #expect(try server.ask("GET", "/__admin/info").status == 401)
            #expect(try server.ask("GET", "/__admin/health").status == 200)
            let document = try server.ask(
                "GET", "/__admin/contracts/deepva", ["Authorization": "Bearer a-long-secret"])
            #expect(document.json["servers"]?[0]?["url"] == "https://mock.example:8443")
        }
    }

    @Test("equal seeds and a frozen clock give equal ids, other seeds others")
    func seeds() throws {
        func id(_ seed: String) throws -> String? {
            try Server.run("--clock", "frozen", "--seed", seed) { server in
                try server.ask("POST", "/api/v1/jobs/", Bodies.key, json: Bodies.job(tag: "a")).json["id"]?.string
            }
        }
        let first = try id("7")
        #expect(first != nil)
        #expect(try id("7") == first)
        #expect(try id("8") != first)
    }

    // MARK: - Wrong values

    @Test(
        "a wrong value is one line on standard error and status 64",
        arguments: [
            (["serve", "--port", "65536"], "--port"), (["serve", "--port", "http"], "--port"),
            (["serve", "--clock", "sundial"], "--clock"), (["serve", "--rate", "0"], "--rate"),
            (["serve", "--step", "-5"], "--step"), (["serve", "--now", "yesterday"], "--now"),
            (["serve", "--max-tenants", "0"], "--max-tenants"), (["serve", "--admin-token", "short"], "--admin-token"),
            (["serve", "--external-url", "example"], "--external-url"),
            (["serve", "--log-format", "xml"], "--log-format"),
            (["serve", "--log-level", "loud"], "--log-level"), (["serve", "--head-timeout", "0"], "--head-timeout"),
            (["serve", "--max-body-bytes", "-1"], "--max-body-bytes"),
            (["serve", "--timings", "/nowhere/timings.json"], "/nowhere/timings.json"),
            (["serve", "--nonsense"], "--nonsense"), (["serve", "extra"], "extra"), (["nonsense"], "nonsense"),
            (["healthcheck", "--port", "0"], "--port"),
        ])
    func wrongFlag(arguments: [String], named: String) throws {
        let outcome = try Program.run(Program.binary(), arguments)
        #expect(outcome.ending == .exit(64))
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("deepmock: "), "\(outcome.errors)")
        #expect(outcome.errors.contains(named), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }

    @Test(
        "a wrong variable is named in one line on standard error",
        arguments: [
            ("DEEPMOCK_PORT", "many"), ("DEEPMOCK_CLOCK", "sundial"), ("DEEPMOCK_DEMO", "maybe"),
            ("DEEPMOCK_RATE", "fast"), ("DEEPMOCK_JOURNAL_SIZE", "0"),
        ])
    func wrongVariable(name: String, value: String) throws {
        let outcome = try Program.deepmock("serve", environment: [name: value])
        #expect(outcome.ending == .exit(64))
        #expect(outcome.errors.contains(name))
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }

    @Test("a timings file that says nothing of use is refused with its place")
    func wrongTimings() throws {
        try Folder.temporary { folder in
            let file = "\(folder)/timings.json"
            for text in ["{", "[]", #"{"deepva.job.nonsense":1}"#, #"{"deepva.job.start":"soon"}"#] {
                try text.write(toFile: file, atomically: false, encoding: .utf8)
                let outcome = try Program.deepmock("serve", "--port", "0", "--timings", file)
                #expect(outcome.ending == .exit(64), "\(text)")
                #expect(outcome.errors.contains(file), "\(text)")
                #expect(outcome.errors.split(separator: "\n").count == 1, "\(text)")
            }
        }
    }

    @Test("a port or a data directory that another server has is refused in one line")
    func taken() throws {
        try Folder.temporary { folder in
            try Server.run("--data", folder + "/data") { server in
                let port = try Program.deepmock("serve", "--port", "\(server.port)")
                #expect(port.ending == .exit(1))
                #expect(port.errors.contains("\(server.port)"), "\(port.errors)")
                #expect(port.errors.split(separator: "\n").count == 1, "\(port.errors)")

                let data = try Program.deepmock("serve", "--port", "0", "--data", folder + "/data")
                #expect(data.ending == .exit(1))
                #expect(data.output.isEmpty)
                #expect(data.errors.contains(folder + "/data"), "\(data.errors)")
                #expect(data.errors.split(separator: "\n").count == 1, "\(data.errors)")
                #expect(server.isHealthy)
            }
            // The directory is free again.
            try Server.run("--data", folder + "/data") { server in #expect(server.isHealthy) }
        }
    }

    // MARK: - Stopping

    @Test("SIGTERM and SIGINT let requests in flight finish, then end with status 0", arguments: [SIGTERM, SIGINT])
    func drain(signal: Int32) throws {
        try Server.run { server in
            let idle = try server.connect()
            #expect(try idle.ask("GET", "/__admin/health").status == 200)
            let busy = try server.connect()
            let request = Connection.request(
                "POST", Bodies.groups, Bodies.bearer, json: ["calibration_group_name": "in flight"])
            try busy.send(Array(request.dropLast(5)))
            // The half request has been read once a later one has been answered.
            #expect(server.isHealthy)
            server.process.send(signal: signal)
            #expect(try idle.endsSilently())
            #expect(throws: LiveFailure.self) { try server.connect() }
            try busy.send(Array(request.suffix(5)))
            let answer = try busy.answer()
            #expect(answer.json["calibration_group_name"] == "in flight")
            #expect(answer.header("Connection") == "close")
            busy.close()
            #expect(try server.process.wait() == .exit(0))
        }
    }

    @Test("SIGTERM reaches a server whose parent has blocked it")
    func blockedSignal() throws {
        var (all, before) = (sigset_t(), sigset_t())
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        // The end of the server is checked for every test.
        try Server.run { server in #expect(server.isHealthy) }
    }

    @Test("a second signal ends at once")
    func secondSignal() throws {
        try Server.run { server in
            let busy = try server.connect()
            try busy.send("POST \(Bodies.groups) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n12")
            #expect(server.isHealthy)
            server.process.send(signal: SIGTERM)
            try Deadline.wait(for: "the word that it stops") { server.process.errors.contains("stopping") }
            #expect(server.process.isRunning)
            server.process.send(signal: SIGTERM)
            #expect(try server.process.wait() == .exit(130))
        }
    }

    // MARK: - Small commands

    @Test("healthcheck asks a running server, from flags or the environment")
    func healthcheck() throws {
        let port = try Server.run { server in
            let flags = try Program.deepmock("healthcheck", "--port", "\(server.port)")
            #expect(flags.ending == .exit(0))
            #expect(flags.output == "ok\n")
            let variables = try Program.deepmock("healthcheck", environment: ["DEEPMOCK_PORT": "\(server.port)"])
            #expect(variables.ending == .exit(0))
            return server.port
        }
        let gone = try Program.deepmock("healthcheck", "--port", "\(port)")
        #expect(gone.ending == .exit(1))
        #expect(gone.output.isEmpty)
        #expect(gone.errors.hasPrefix("deepmock: "))
        #expect(gone.errors.split(separator: "\n").count == 1, "\(gone.errors)")
    }

    @Test("contracts check counts what is bound and finds no problem")
    func contractsCheck() throws {
        let outcome = try Program.deepmock("contracts", "check")
        #expect(outcome.ending == .exit(0))
        let match = try #require(outcome.output.wholeMatch(of: /(\d+) operations bound, 0 problems\n/))
        #expect(try #require(Int(match.1)) > 0)
        #expect(try Program.deepmock("contracts", "coverage").output.contains("deepen-calibrate"))
    }

    @Test("help names every flag and teaches the first steps")
    func help() throws {
        let top = try Program.deepmock("--help")
        #expect(top.ending == .exit(0))
        for word in ["serve", "contracts", "healthcheck", "curl"] { #expect(top.output.contains(word)) }
        let serve = try Program.deepmock("serve", "--help")
        #expect(serve.ending == .exit(0))
        for flag in [
            "host", "port", "data", "seed", "clock", "rate", "step", "now", "timings", "strict-tenants", "max-tenants",
            "admin-token", "external-url", "ready-file", "log-format", "log-level", "demo",
        ] {
            #expect(serve.output.contains("--\(flag)"), "\(flag)")
        }
        #expect(serve.output.contains("DEEPMOCK_"))
    }
}
