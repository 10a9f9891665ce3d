// A real server for one test: started, waited for, and ended in every case.

import Foundation
import JSON
import Testing

/// A running `deepmock serve` on a free port of this machine.
struct Server {
    let process: Program
    /// What its ready line says.
    let ready: JSON
    /// Its port.
    let port: Int
    /// Its base URL.
    let base: String
    /// Where it puts temporary files.
    let temporaryFolder: String

    /// Runs a server while `body` uses it. Afterwards it must end by itself with status 0, unless `body` has ended it.
    ///
    /// - Parameters:
    ///   - flags: beyond `--port 0` and `--ready-file`.
    ///   - command: `serve`, or another that serves.
    ///   - environment: variables that only the server sees.
    @discardableResult
    static func run<T>(
        _ flags: String..., command: String = "serve", environment: [String: String] = [:],
        location: SourceLocation = #_sourceLocation,
        _ body: (Server) throws -> T
    ) throws -> T {
        try Folder.temporary { folder in
            let server = try Server([command] + flags, environment: environment, in: folder)
            defer { server.process.kill() }
            let result: T
            do {
                result = try body(server)
            } catch {
                Issue.record("the server wrote: \(server.process.errors)", sourceLocation: location)
                throw error
            }
            if server.process.ending == nil {
                server.process.send(signal: SIGTERM)
                let ending = try server.process.wait()
                #expect(ending == .exit(0), "the server wrote: \(server.process.errors)", sourceLocation: location)
            }
            return result
        }
    }

    private init(_ words: [String], environment: [String: String], in folder: String) throws {
        let temporary = "\(folder)/temporary"
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: false)
        let file = "\(folder)/ready"
        let process = try Program(
            try Program.binary(), words + ["--port", "0", "--ready-file", file],
            environment: environment.merging(["TMPDIR": temporary, "XDG_STATE_HOME": "\(folder)/state"]) {
                given, _ in given
            }, in: folder)
        do {
            try Deadline.wait(for: "the ready line") {
                FileManager.default.fileExists(atPath: file) || !process.isRunning
            }
            guard process.isRunning else {
                throw LiveFailure("the server ended before it was ready: \(process.errors)")
            }
            ready = try JSON(parsing: Folder.bytes(file))
            base = try #require(ready["base"]?.string)
            port = try #require(base.split(separator: ":").last.flatMap { Int($0) })
        } catch {
            process.kill()
            throw error
        }
        self.process = process
        temporaryFolder = temporary
    }

    // MARK: - Talking

    /// A new connection.
    func connect() throws -> Connection { try Connection(port: port) }

    /// Asks one thing on a connection of its own.
    func ask(
        _ method: String, _ target: String, _ headers: KeyValuePairs<String, String> = [:], body: [UInt8]? = nil
    ) throws -> Answer {
        let connection = try connect()
        defer { connection.close() }
        return try connection.ask(method, target, headers, body: body)
    }

    /// Asks one thing with a JSON body.
    func ask(
        _ method: String, _ target: String, _ headers: KeyValuePairs<String, String> = [:], json: JSON
    ) throws -> Answer {
        let connection = try connect()
        defer { connection.close() }
        return try connection.ask(method, target, headers, json: json)
    }

    /// Stores a file in the root folder of DeepVA's storage.
    func store(_ filename: String, _ content: [UInt8]) throws -> Answer {
        try ask(
            "POST", "/api/v2/storage/", Bodies.multipartHeaders("Key demo-key"),
            body: Bodies.upload(filename, content))
    }

    /// Whether the server still answers.
    var isHealthy: Bool { (try? ask("GET", "/__admin/health"))?.text == #"{"status":"ok"}"# }

    // MARK: - Watching

    /// Bytes of memory that only this process has.
    func memory() throws -> Int {
        let status = Folder.text("/proc/\(process.id)/status")
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") })
        return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) }) * 1024
    }

    /// How many files and sockets it has open.
    func openFiles() throws -> Int { try Folder.names("/proc/\(process.id)/fd").count }

    /// What it has open, for messages.
    var openFileNames: [String] {
        let folder = "/proc/\(process.id)/fd"
        let names = (try? Folder.names(folder)) ?? []
        return names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
            .sorted()
    }
}
