// `deepmock exec`: clients of many kinds, with the real services' URLs in their source, and the life of the command.

import Foundation
import JSON
import Testing

@Suite("Exec")
struct ExecTests {
    /// A client that a story runs.
    struct Client: Sendable, CustomTestStringConvertible {
        let file: String
        let interpreter: [String]
        /// Whether it follows the variables; the others need an isolated run.
        let followsVariables: Bool

        var testDescription: String { file }
    }

    private static let python = Folder.fixture("../.build/python-tools/bin/python3")

    static let clients = [
        Client(file: "requests_client.py", interpreter: [python], followsVariables: true),
        Client(file: "httpx_client.py", interpreter: [python], followsVariables: false),
        Client(file: "urllib3_client.py", interpreter: [python], followsVariables: false),
        Client(file: "fetch_client.mjs", interpreter: ["/usr/bin/node"], followsVariables: false),
        Client(file: "curl_client.sh", interpreter: ["bash"], followsVariables: true),
        Client(file: "JavaClient.java", interpreter: ["java"], followsVariables: true),
        Client(file: "go_client.go", interpreter: ["go", "run"], followsVariables: true),
    ]

    /// Why this kernel does not let a run be isolated; nil when it does.
    static let refusal: String? = {
        let outcome = try? Program.deepmock("exec", "--isolate", "--no-verdict", "--", "true")
        return outcome?.ending == .exit(0) ? nil : outcome?.errors ?? "exec cannot be started"
    }()

    private static func story(_ name: String) -> String { Folder.fixture("stories/reach/\(name)") }

    private static func run(_ flags: [String], _ client: Client) throws -> Program.Outcome {
        try Program.run(
            Program.binary(), ["exec"] + flags + ["--"] + client.interpreter + [story(client.file)],
            environment: ["PYTHONDONTWRITEBYTECODE": "1"], seconds: 300)
    }

    // MARK: - Clients

    @Test(
        "a client that follows the variables reaches the server by its real URL",
        arguments: clients.filter(\.followsVariables))
    func variables(client: Client) throws {
        let outcome = try Self.run([], client)
        #expect(outcome.ending == .exit(0), "\(outcome.errors)")
        #expect(outcome.output == "ok\n")
        #expect(outcome.errors.contains("deepmock verdict: passed"))
    }

    @Test(
        "isolated, any client reaches the server by its real URL", .enabled(if: refusal == nil, "\(refusal ?? "")"),
        arguments: clients)
    func isolated(client: Client) throws {
        let outcome = try Self.run(["--isolate"], client)
        #expect(outcome.ending == .exit(0), "\(outcome.errors)")
        #expect(outcome.output == "ok\n")
        #expect(outcome.errors.contains("deepmock verdict: passed"))
    }

    @Test("a host that nobody has announced fails the verdict", arguments: [false, true])
    func unexpectedHost(isolated: Bool) throws {
        if isolated, let refusal = Self.refusal { return print("skipped: \(refusal)") }
        let client = Client(file: "unexpected_host.py", interpreter: [Self.python], followsVariables: true)
        let flags = isolated ? ["--isolate"] : []
        let outcome = try Program.run(
            Program.binary(),
            ["exec"] + flags + ["--"] + client.interpreter + [Self.story(client.file)]
                + (isolated ? ["--isolated"] : []),
            seconds: 120)
        #expect(outcome.ending == .exit(1), "\(outcome.errors)")
        #expect(outcome.output == (isolated ? "ProxyError\ngaierror\nOSError\n" : "ProxyError\n"))
        #expect(outcome.errors.contains("The client wanted to reach tracker.example:443."))
        // Once, whatever the resolver has tried.
        #expect(outcome.errors.contains("Unexpected host: The client wanted to reach beacon.example.") == isolated)
    }

    @Test(
        "where the system forbids namespaces the command is not run, and a sentence says what to do",
        .enabled(if: refusal == nil, "\(refusal ?? "")"))
    func forbidden() throws {
        let script = "echo 0 >/proc/sys/user/max_mnt_namespaces && exec \"$0\" exec --isolate -- echo ran"
        let outcome = try Program.run("unshare", ["--user", "--map-root-user", "bash", "-c", script, Program.binary()])
        #expect(outcome.ending == .exit(125) && outcome.output.isEmpty)
        #expect(
            outcome.errors.hasPrefix(
                "deepmock: --isolate needs mount and network namespaces, which this system forbids."))
        #expect(outcome.errors.contains("--share-network"))
    }

    // MARK: - The command

    @Test("a command is told where the server is, and keeps what it was told before")
    func environment() throws {
        let outcome = try Program.run(
            Program.binary(), ["exec", "--no-verdict", "--", "bash", Self.story("environment.sh")],
            environment: ["NO_PROXY": "db.internal,*.deepva.com,localhost", "no_proxy": "cache.internal"])
        #expect(outcome.ending == .exit(0), "\(outcome.errors)")
        let told = Dictionary(
            outcome.output.split(separator: "\n").compactMap { line -> (String, String)? in
                let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
            }, uniquingKeysWith: { $1 })
        let url = try #require(told["DEEPMOCK_URL"])
        #expect(told["HTTPS_PROXY"] == url && told["https_proxy"] == url)
        #expect(told["DEEPMOCK_ADMIN"] == url + "/__admin")
        #expect(told["NO_PROXY"] == "db.internal,localhost,cache.internal,127.0.0.1,::1")
        #expect(told["SSL_CERT_FILE"] == told["REQUESTS_CA_BUNDLE"])
        #expect(told["NODE_EXTRA_CA_CERTS"]?.hasSuffix("/deepmock-ca.pem") == true)
        #expect(told["DEEPMOCK_DEEPVA_KEY"] == "demo-key" && told["DEEPMOCK_DEEPEN_TOOLS_CLIENT_ID"] == "demo")
    }

    @Test(
        "the exit status is the command's, or says why it was not run",
        arguments: [
            (["--", "true"], 0), (["--", "bash", "-c", "exit 42"], 42), (["--", "bash", "-c", "kill -TERM $$"], 143),
            (["--", "/no/such/command"], 127), (["--", "/etc/hosts-of-nobody"], 127), (["--", "/etc/passwd"], 126),
            ([], 125), (["--port", "x", "--", "true"], 125),
            (["--seed-file", "/no/such/file", "--", "echo", "ran"], 125),
            (["--share-network", "--", "true"], 125), (["--require", "noSuchOperation", "--", "echo", "ran"], 125),
            (["--require", "createJob", "--", "true"], 1),
            (["--require", "createJob", "--no-verdict", "--", "true"], 0),
            (["--require", "createJob", "--", "bash", "-c", "exit 3"], 3),
        ] as [([String], Int32)])
    func statuses(words: [String], status: Int32) throws {
        let outcome = try Program.run(Program.binary(), ["exec"] + words)
        #expect(outcome.ending == .exit(status), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        if status >= 125, status < 128 { #expect(outcome.errors.hasPrefix("deepmock: ")) }
    }

    @Test("the command runs only when the seeds are there, and the server answers")
    func ready() throws {
        let script =
            "curl -sS -f -H 'Authorization: Key demo-key' \"$DEEPMOCK_URL/api/v1/jobs/?limit=1\" | jq -e '.total > 0' >&2"
        let outcome = try Program.run(
            Program.binary(), ["exec", "--demo", "--", "bash", "-o", "pipefail", "-c", script])
        #expect(outcome.ending == .exit(0), "\(outcome.errors)")
    }

    @Test("a signal reaches the command and what it has started; a later one kills it")
    func signals() throws {
        try Folder.temporary { folder in
            let file = "\(folder)/begun"
            func start(_ trap: String) throws -> Program {
                let script = "trap '\(trap)' TERM; echo $$ >'\(file)'; while :; do sleep 0.05; done"
                let program = try Program(
                    Program.binary(), ["exec", "--no-verdict", "--", "bash", "-c", script], in: folder)
                try Deadline.wait(for: "the command") { !Folder.text(file).isEmpty || !program.isRunning }
                return program
            }
            let polite = try start("exit 5")
            polite.send(signal: SIGTERM)
            #expect(try polite.wait() == .exit(5), "\(polite.errors)")
            try FileManager.default.removeItem(atPath: file)
            let stubborn = try start("true")
            stubborn.send(signal: SIGTERM)
            stubborn.send(signal: SIGTERM)
            // The second one is an echo; only one that comes later is meant.
            usleep(800_000)
            #expect(stubborn.isRunning)
            stubborn.send(signal: SIGTERM)
            #expect(try stubborn.wait() == .exit(137), "\(stubborn.errors)")
        }
    }

    @Test("in a terminal the command has the foreground")
    func terminal() throws {
        let outcome = try Program.run("/usr/bin/python3", [Self.story("terminal.py"), Program.binary()], seconds: 120)
        #expect(outcome.ending == .exit(0), "\(outcome.output)\(outcome.errors)")
    }

    @Test("no file of a run is left, and its authority is trusted by nobody else")
    func cleanUp() throws {
        try Folder.temporary { folder in
            let first = try Program.run(
                Program.binary(), ["exec", "--no-verdict", "--", "bash", "-c", "cat $DEEPMOCK_CA"],
                environment: ["TMPDIR": folder])
            let second = try Program.run(
                Program.binary(), ["exec", "--no-verdict", "--", "bash", "-c", "cat $DEEPMOCK_CA"],
                environment: ["TMPDIR": folder])
            #expect(first.output.hasPrefix("-----BEGIN CERTIFICATE-----") && first.output != second.output)
            #expect(try Folder.names(folder).isEmpty)
        }
    }
}
