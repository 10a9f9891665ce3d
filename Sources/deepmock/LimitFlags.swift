// Flags that limit what clients may send and how long they may take.

import ArgumentParser
import Emulator
import HTTP
import Server
import System

/// Limits of `deepmock serve`. Beyond a limit, the answer has the status in its help, and the connection is closed.
struct LimitFlags: ParsableArguments {
    private static let defaultDrainMilliseconds = 5000

    @Option(
        help: ArgumentHelp(
            "Maximum bytes of a request head, else 431 (default: \(WireLimits().headBytes)).", valueName: "bytes"))
    var maxHeadBytes: Int?

    @Option(
        help: ArgumentHelp(
            "Maximum bytes of a request target, else 414 (default: \(WireLimits().targetBytes)).", valueName: "bytes"))
    var maxTargetBytes: Int?

    @Option(
        help: ArgumentHelp(
            "Maximum header lines of a request, else 431 (default: \(WireLimits().headerCount)).", valueName: "n"))
    var maxHeaders: Int?

    @Option(
        help: ArgumentHelp(
            "Maximum bytes of a request body, else 413 (default: \(WireLimits().bodyBytes)).", valueName: "bytes"))
    var maxBodyBytes: Int?

    @Option(
        help: ArgumentHelp(
            "Maximum parts of a multipart body, else 413 (default: \(WireLimits().partCount)).", valueName: "n"))
    var maxParts: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds until a request head must be complete, else 408 (default: \(Timeouts().headMilliseconds / 1000)).",
            valueName: "s"))
    var headTimeout: Double?

    @Option(
        help: ArgumentHelp(
            "Seconds between two pieces of a body, else 408 (default: \(Timeouts().bodyMilliseconds / 1000)).",
            valueName: "s"))
    var bodyTimeout: Double?

    @Option(
        help: ArgumentHelp(
            "Seconds between two requests on a connection (default: \(Timeouts().idleMilliseconds / 1000)).",
            valueName: "s"))
    var idleTimeout: Double?

    @Option(
        help: ArgumentHelp(
            "Seconds for requests in progress after SIGTERM (default: \(LimitFlags.defaultDrainMilliseconds / 1000)).",
            valueName: "s"))
    var drainTimeout: Double?

    @Option(
        help: ArgumentHelp(
            "Maximum number of connections (default: \(HTTPServer.defaultMaximumConnections)).", valueName: "n"))
    var maxConnections: Int?

    @Option(
        help: ArgumentHelp(
            "Maximum bytes of request bodies and unsent answers in memory, of all connections together (default: \(MemoryBudget.defaultBytes)).",
            valueName: "bytes"))
    var maxBufferBytes: Int?

    @Option(
        help: ArgumentHelp(
            "Requests in the journal of each tenant (default: \(Journal.defaultCapacity)).", valueName: "n"))
    var journalSize: Int?

    func wire() throws -> WireLimits {
        var wire = WireLimits()
        wire.headBytes = try bytes(maxHeadBytes, "--max-head-bytes", or: wire.headBytes)
        wire.targetBytes = try bytes(maxTargetBytes, "--max-target-bytes", or: wire.targetBytes)
        wire.headerCount = try bytes(maxHeaders, "--max-headers", or: wire.headerCount)
        wire.bodyBytes = try bytes(maxBodyBytes, "--max-body-bytes", or: wire.bodyBytes)
        wire.partCount = try bytes(maxParts, "--max-parts", or: wire.partCount)
        return wire
    }

    func timeouts() throws -> Timeouts {
        var timeouts = Timeouts()
        timeouts.headMilliseconds = try wait(headTimeout, "--head-timeout", or: timeouts.headMilliseconds)
        timeouts.bodyMilliseconds = try wait(bodyTimeout, "--body-timeout", or: timeouts.bodyMilliseconds)
        timeouts.idleMilliseconds = try wait(idleTimeout, "--idle-timeout", or: timeouts.idleMilliseconds)
        return timeouts
    }

    /// Milliseconds that requests in progress may take after the signal to stop.
    func drainMilliseconds() throws -> Int {
        let seconds = try Flags.value(
            drainTimeout, "--drain-timeout", or: Double(Self.defaultDrainMilliseconds) / 1000,
            ({ $0 >= 0 && $0 <= 86_400 }, "seconds from 0 to 86400"))
        return Int(seconds * 1000)
    }

    func maximumConnections() throws -> Int {
        try bytes(maxConnections, "--max-connections", or: HTTPServer.defaultMaximumConnections)
    }

    /// Bytes of bodies and answers in memory.
    func bufferBytes() throws -> Int {
        try Flags.value(
            maxBufferBytes, "--max-buffer-bytes", or: MemoryBudget.defaultBytes,
            ({ $0 >= 1 << 20 }, "1048576 bytes or more"))
    }

    func journalCapacity() throws -> Int {
        try Flags.value(
            journalSize, "--journal-size", or: Journal.defaultCapacity,
            ({ (1...1_000_000).contains($0) }, "from 1 to 1000000"))
    }

    private func bytes(_ given: Int?, _ name: String, or fallback: Int) throws -> Int {
        try Flags.value(given, name, or: fallback, ({ $0 > 0 }, "a number above 0"))
    }

    private func wait(_ given: Double?, _ name: String, or fallback: Int) throws -> Int {
        let seconds = try Flags.value(
            given, name, or: Double(fallback) / 1000, ({ $0 >= 0.05 && $0 <= 86_400 }, "seconds from 0.05 to 86400"))
        return Int(seconds * 1000)
    }
}
