// TLS and the forward proxy of the real binary, with curl as the client.

import Foundation
import JSON
import Testing

@Suite("TLS and proxy")
struct TLSTests {
    private static func curl(_ arguments: [String]) throws -> Program.Outcome {
        try Program.run("curl", ["-sS", "--max-time", "20"] + arguments)
    }

    /// Runs a server whose authority is in a folder.
    private static func serve(_ flags: [String] = [], _ body: (Server, _ authority: String) throws -> Void) throws {
        try Folder.temporary { folder in
            try Server.run(environment: ["XDG_STATE_HOME": folder]) { server in
                try body(server, "\(folder)/deepmock/ca.pem")
            }
        }
    }

    @Test("an authority is made when TLS is first used, and every way to it leads to the same one")
    func authority() throws {
        try Folder.temporary { folder in
            let environment = ["XDG_STATE_HOME": folder]
            try Server.run(environment: environment) { server in
                #expect(server.isHealthy)
                #expect(try Folder.names(folder).isEmpty, "A server without TLS makes nothing.")
                let shown = try server.ask("GET", "/__admin/ca.pem")
                let printed = try Program.deepmock("ca", "print", environment: environment)
                let path = try Program.deepmock("ca", "path", environment: environment).output
                #expect(shown.header("Content-Type") == "application/x-pem-file")
                #expect(shown.text == printed.output && printed.output.hasPrefix("-----BEGIN CERTIFICATE-----"))
                #expect(path == "\(folder)/deepmock/ca.pem\n")
                #expect(Folder.text("\(folder)/deepmock/ca.pem") == printed.output)
                #expect(
                    try Program.deepmock("ca", "install-help", environment: environment).output.contains(
                        path.dropLast()))
            }
        }
    }

    @Test("a directory that cannot be used costs a warning, and TLS works all the same")
    func unusableFolder() throws {
        try Server.run("--ca-dir", "/proc/none") { server in
            let outcome = try Self.curl(["--insecure", "https://127.0.0.1:\(server.port)/__admin/health"])
            #expect(outcome.output == #"{"status":"ok"}"#)
            #expect(server.process.errors.contains("the certificate authority cannot be kept"))
        }
    }

    @Test("clients that trust the authority reach the port by https, and links lead back there")
    func https() throws {
        try Self.serve { server, authority in
            let base = "https://localhost:\(server.port)"
            _ = try server.ask("GET", "/__admin/ca.pem")
            for tenant in ["a", "b"] {
                _ = try server.ask("POST", "/api/v1/jobs/", Bodies.key, json: Bodies.job(tag: tenant))
            }
            let list = try Self.curl(
                ["--cacert", authority, "-H", "Authorization: Key demo-key", "\(base)/api/v1/jobs/?limit=1"])
            let next = try JSON(parsing: Array(list.output.utf8))["next"]?.string
            #expect(next?.hasPrefix("\(base)/api/v1/jobs/") == true, "\(list.output)\(list.errors)")
            for name in ["127.0.0.1", "[::1]"] {
                let answer = try Self.curl(["--cacert", authority, "https://\(name):\(server.port)/__admin/health"])
                #expect(answer.output == #"{"status":"ok"}"#, "\(name): \(answer.errors)")
            }
            let untrusted = try Self.curl(["\(base)/__admin/health"])
            #expect(untrusted.ending == .exit(60))
            try Deadline.wait(for: "the warning") { server.process.errors.contains("deepmock ca install-help") }
        }
    }

    @Test("as a proxy the server answers for the real services, in a tunnel and in absolute form, and for nobody else")
    func proxy() throws {
        try Self.serve { server, authority in
            _ = try server.ask("GET", "/__admin/ca.pem")
            let proxy = ["--cacert", authority, "--proxy", server.base, "-H", "Authorization: Key demo-key"]
            for url in ["https://api.deepva.com/api/v1/jobs/", "http://api.deepva.com/api/v1/jobs/"] {
                let answer = try Self.curl(proxy + [url])
                #expect(answer.output.contains(#""total":0"#), "\(url): \(answer.output)\(answer.errors)")
            }
            let plain = try Self.curl(proxy + ["--proxytunnel", "http://api.deepva.com/api/v1/jobs/"])
            #expect(plain.output.contains(#""total":0"#), "\(plain.errors)")
            let refused = try Self.curl(proxy + ["--include", "https://tracker.example/"])
            #expect(refused.ending == .exit(56))
            #expect(refused.output.contains(" 403 "), "\(refused.output)")
            let connection = try server.connect()
            defer { connection.close() }
            try connection.send("CONNECT tracker.example:443 HTTP/1.1\r\nHost: tracker.example:443\r\n\r\n")
            let answer = try connection.answer()
            #expect(answer.status == 403 && answer.json["error"]?["code"] == "foreign_host")
            #expect(answer.json["error"]?["message"]?.string?.contains("--allow-host tracker.example") == true)
            let verdict = try server.ask("GET", "/__admin/verdict").text
            #expect(verdict.contains("tracker.example:443"))
        }
    }

    @Test("addresses of this machine are the server's own, and a name that was allowed but is not found is an error")
    func onward() throws {
        try Server.run { far in
            try Server.run("--allow-host", "127.0.0.2", "--allow-host", "far.test") { server in
                let tunnel = ["--proxy", server.base, "--proxytunnel"]
                let address = try Self.curl(tunnel + ["http://127.0.0.2:\(far.port)/__admin/health"])
                // Names of this machine are the server's own.
                #expect(address.output == #"{"status":"ok"}"#, "\(address.errors)")
                let name = try Self.curl(tunnel + ["http://far.test:\(far.port)/"])
                #expect(name.ending == .exit(56))
            }
        }
    }
}
