// `deepmock serve`: starts the server and runs it until a signal stops it.

import ArgumentParser
import Emulator
import EventLoop
import Host
import JSON
import System
import TLS

/// Starts the server.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the server.",
        discussion: """
            Prints one JSON line on standard output once it is ready. Log lines go to standard error.
            Every flag has an environment variable, such as DEEPMOCK_MAX_TENANTS for --max-tenants. The flag takes
            precedence. The port may also come from PORT. On SIGTERM or SIGINT the server finishes the requests in progress and exits with 0. A second
            signal stops it at once.
            """)

    @Option(
        help: ArgumentHelp(
            "Address, or name whose addresses to listen on (default: 127.0.0.1 and ::1).", valueName: "host"))
    var host: String?

    @Option(help: ArgumentHelp("Port to listen on, or 0 for a free one (default: PORT, else 8484).", valueName: "port"))
    var port: Int?

    @Option(help: ArgumentHelp("Directory for durable state (default: in memory).", valueName: "directory"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "Directory for durable state if something is mounted there, as images have it (default: none).",
            valueName: "directory"))
    var dataMount: String?

    @Option(
        help: ArgumentHelp(
            "Seed of ids and results. The same seed gives the same answers (default: 1).", valueName: "n"))
    var seed: Int?

    @Option(help: ArgumentHelp("Mode of the clock: running, frozen or stepping (default: running).", valueName: "mode"))
    var clock: String?

    @Option(help: ArgumentHelp("Speed of a running clock (default: 1).", valueName: "factor"))
    var rate: Double?

    @Option(
        help: ArgumentHelp("Milliseconds that each request advances a stepping clock (default: 1000).", valueName: "ms")
    )
    var step: Int?

    @Option(
        help: ArgumentHelp(
            "Start of the clock (default: now when running, else 2026-01-01T00:00:00Z).", valueName: "instant"))
    var now: String?

    @Option(
        help: ArgumentHelp("JSON file with timings in milliseconds that override the built-in ones.", valueName: "file")
    )
    var timings: String?

    @Flag(help: "Create tenants only by POST /__admin/tenants, and refuse requests to unknown ones.")
    var strictTenants = false

    @Option(
        help: ArgumentHelp(
            "Maximum number of tenants (default: \(Tenants.Policy.defaultMaximum)).", valueName: "n"))
    var maxTenants: Int?

    @Option(
        help: ArgumentHelp(
            "Token of the control plane (default: generated and printed when listening beyond loopback, else none).",
            valueName: "token"))
    var adminToken: String?

    @Option(
        name: .customLong("external-url"),
        help: ArgumentHelp(
            "Base URL for links in answers, or platform=URL for one platform; may be repeated (default: the URL that the client used).",
            valueName: "url"))
    var externalURLs: [String] = []

    @Option(
        name: .customLong("upstream"),
        help: ArgumentHelp(
            "Real service that requests to a platform are passed on to, as platform=URL; its answers are compared with ours at /__admin/differences. May be repeated.",
            valueName: "platform=url"))
    var upstreams: [String] = []

    @Option(
        help: ArgumentHelp(
            "Hosts to deliver webhooks to, or * for any (default: only this machine).", valueName: "host,host"))
    var webhookAllow: String?

    @Option(
        help: ArgumentHelp(
            "Addresses or networks of proxies whose Forwarded headers count (default: this machine).",
            valueName: "address,address"))
    var trustedProxies: String?

    @Flag(help: "Check every answer against its contract, and report violations in the journal and the log.")
    var checkAnswers = false

    @Option(
        name: .customLong("allow-host"),
        help: ArgumentHelp(
            "Host that the forward proxy may lead to; may be repeated (default: none).", valueName: "name"))
    var allowedHosts: [String] = []

    @Option(
        help: ArgumentHelp(
            "Directory of the certificate authority (default: deepmock in $XDG_STATE_HOME, else in ~/.local/state).",
            valueName: "directory"))
    var caDir: String?

    @Option(help: ArgumentHelp("File to write the ready line to.", valueName: "file"))
    var readyFile: String?

    @Flag(help: "Stop when standard input ends, as when the program that started the server is gone.")
    var untilStdinEnds = false

    @Option(help: ArgumentHelp("Format of log lines: text or json (default: text).", valueName: "format"))
    var logFormat: String?

    @Option(help: ArgumentHelp("Log level: debug, info, warning, error or silent (default: info).", valueName: "level"))
    var logLevel: String?

    @Flag(help: "Fill the tenant default with demo data.")
    var demo = false

    @Option(help: ArgumentHelp("JSON file with requests that fill the tenant default.", valueName: "file"))
    var seedFile: String?

    @OptionGroup(title: "Limits")
    var limits: LimitFlags

    func run() throws {
        try run { _ in }
    }

    /// Runs the server.
    ///
    /// - Parameter change: what another command makes of the options.
    func run(changing change: (inout HostOptions) throws -> Void) throws {
        let readyFile = try readyPath()
        do {
            // Nobody must take an older file for ours.
            if let readyFile { try Files.remove(readyFile) }
            var options = try options()
            try change(&options)
            if let sentence = UnknownVariables.sentence(commands: [
                Serve.self, ExecCommand.self, Demo.self, VerdictCommand.self, Healthcheck.self,
                RouteCommand.self, MoveCommand.self,
            ]) {
                options.log.warning(sentence)
            }
            try Host(options).run()
            // What the thread pool still computes has nobody left to wait for it.
            SystemProcess.exitNow(status: 0)
        } catch let error as FlagError {
            throw error
        } catch {
            throw StartError(description: HostFailure.sentence(for: error))
        }
    }

    /// The file for the ready line, if there is to be one.
    func readyPath() throws -> String? { try Flags.optional(readyFile, "--ready-file") }

    /// The options of the server.
    ///
    /// - Parameters:
    ///   - anyPort: whether a free port is taken when none is given.
    ///   - defaultLevel: which log lines are written when nothing is said about them.
    func options(anyPort: Bool = false, defaultLevel: String = "info") throws -> HostOptions {
        let mode = try Flags.value(
            clock, "--clock", or: "running",
            ({ Clock.Mode(rawValue: $0) != nil }, "running, frozen or stepping"))
        let start = try Flags.optional(
            now, "--now", ({ Instant(text: $0) != nil }, "an instant such as 2026-01-01T00:00:00Z"))
        let format = try Flags.value(
            logFormat, "--log-format", or: "text", ({ Log.Format(rawValue: $0) != nil }, "text or json"))
        let level = try Flags.value(
            logLevel, "--log-level", or: defaultLevel,
            ({ Log.Level(name: $0) != nil }, "debug, info, warning, error or silent"))
        let origin = Tenant.Origin(
            seed: UInt64(bitPattern: Int64(try Flags.value(seed, "--seed", or: 1))),
            mode: Clock.Mode(rawValue: mode) ?? .running,
            rate: try Flags.value(
                rate, "--rate", or: 1, ({ Clock.rates.contains($0) }, "a number from 0.000001 to 1000000")),
            stepMilliseconds: try Flags.value(
                step, "--step", or: 1000, ({ Clock.steps.contains($0) }, "from 1 to 86400000 milliseconds")),
            start: start.flatMap(Instant.init(text:)),
            timings: try timingsOfFile(),
            journalCapacity: try limits.journalCapacity())
        return HostOptions(
            host: try Flags.optional(host, "--host", ({ !$0.isEmpty }, "an address or a name"))
                .map(Flags.withoutBrackets),
            port: anyPort && !Flags.isGiven(port, "--port") ? 0 : try Flags.port(port, from: 0),
            data: try dataDirectory(),
            tenants: Tenants.Policy(
                isStrict: try Flags.isOn(strictTenants, "--strict-tenants"),
                maximum: try Flags.value(
                    maxTenants, "--max-tenants", or: Tenants.Policy.defaultMaximum,
                    ({ (1...10_000).contains($0) }, "from 1 to 10000")),
                origin: origin),
            adminToken: try Flags.optional(
                adminToken, "--admin-token", ({ (8...256).contains($0.utf8.count) }, "8 to 256 characters")),
            externalURLs: try ExternalURLFlag.read(externalURLs),
            readyFile: try readyPath(),
            log: Log(format: Log.Format(rawValue: format) ?? .text, level: Log.Level(name: level) ?? .info),
            hasDemoData: try Flags.isOn(demo, "--demo"),
            seed: try Flags.optional(seedFile, "--seed-file").map(json),
            wire: try limits.wire(),
            timeouts: try limits.timeouts(),
            drainMilliseconds: try limits.drainMilliseconds(),
            maximumConnections: try limits.maximumConnections(),
            bufferBytes: try limits.bufferBytes(),
            webhookHosts: try webhookHosts(),
            checksAnswers: try Flags.isOn(checkAnswers, "--check-answers"),
            allowedHosts: try proxyHosts(),
            authorityFolder: try Flags.optional(caDir, "--ca-dir").map(AuthorityFolder.init),
            givenStartFlags: try startFlags(),
            trustedProxies: try Flags.optional(
                trustedProxies, "--trusted-proxies",
                ({ AddressRange.list($0) != nil }, "addresses or networks such as 10.0.0.0/8")
            ).flatMap(AddressRange.list),
            stopsWithInput: try Flags.isOn(untilStdinEnds, "--until-stdin-ends"),
            upstreams: try UpstreamFlag.read(upstreams))
    }

    private func dataDirectory() throws -> String? {
        if let data = try Flags.optional(data, "--data") { return data }
        return try Flags.optional(dataMount, "--data-mount").flatMap { Files.isMountPoint($0) ? $0 : nil }
    }

    /// The flags about a new world that somebody has set.
    private func startFlags() throws -> [StartFlag] {
        let isDemo = try Flags.isOn(demo, "--demo")
        return StartFlag.allCases.filter { flag in
            switch flag {
            case .seed: Flags.isGiven(seed, flag.rawValue)
            case .clock: Flags.isGiven(clock, flag.rawValue)
            case .rate: Flags.isGiven(rate, flag.rawValue)
            case .step: Flags.isGiven(step, flag.rawValue)
            case .now: Flags.isGiven(now, flag.rawValue)
            case .timings: Flags.isGiven(timings, flag.rawValue)
            case .demo: isDemo
            case .seedFile: Flags.isGiven(seedFile, flag.rawValue)
            }
        }
    }

    private func webhookHosts() throws -> Set<String> {
        func hosts(_ text: String) -> [String] {
            text.split(separator: ",", omittingEmptySubsequences: false).map { item in
                String(item.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
        }
        let text = try Flags.optional(
            webhookAllow, "--webhook-allow",
            ({ hosts($0).allSatisfy(DeliveryPolicy.isHost) }, "host names or addresses without ports, or *"))
        return Set(text.map(hosts) ?? [])
    }

    private func proxyHosts() throws -> [String] {
        let hosts = Flags.list(allowedHosts, "--allow-host")
        if let wrong = hosts.first(where: { ServerName($0) == nil }) {
            throw FlagError(description: "--allow-host must be a host name or an address without port, not '\(wrong)'.")
        }
        return hosts.map(Flags.withoutBrackets)
    }

    private func timingsOfFile() throws -> Timings {
        let builtIn = try Blueprint.builtInTimings()
        guard let path = try Flags.optional(timings, "--timings") else { return builtIn }
        do {
            return try builtIn.merged(with: json(path))
        } catch let error as Problem {
            throw FlagError(description: "\(path): \(error.message)")
        }
    }

    private func json(_ path: String) throws -> JSON {
        do {
            return try JSON(parsing: Files.read(path, maximumBytes: 64 << 20))
        } catch let error as JSONError {
            throw FlagError(description: "\(path):\(error.line):\(error.column): \(error.message)")
        } catch let error as SystemError {
            throw FlagError(description: error.message)
        }
    }
}
