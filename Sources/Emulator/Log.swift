// Log lines on standard error, as text or as JSON: one line an event, so that standard output carries the ready line alone.

import HTTP
import JSON
import Synchronization
import System

/// Writes log lines.
public struct Log: Sendable {
    /// How lines look.
    public enum Format: String, Sendable, CaseIterable {
        /// `info  message key=value`.
        case text
        /// One JSON object a line, with a timestamp and numbers as numbers.
        case json
    }

    /// How much is said.
    public enum Level: Int, Sendable, Comparable {
        case debug, info, warning, error, silent

        /// Orders levels from the most to the least talkative.
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

        /// The level's name in lines and flags.
        public var name: String {
            switch self {
            case .debug: "debug"
            case .info: "info"
            case .warning: "warning"
            case .error: "error"
            case .silent: "silent"
            }
        }

        /// The level with that name.
        public init?(name: String) {
            guard let level = [Level.debug, .info, .warning, .error, .silent].first(where: { $0.name == name }) else {
                return nil
            }
            self = level
        }
    }

    /// The longest value of a field that is written, in characters.
    private static let longestValue = 1024

    /// Lines that could not be written since the last one that could: the process is not held up by a full pipe.
    private static let lost = Atomic<Int>(0)

    private let format: Format
    private let level: Level

    /// A log that writes lines of `level` and above.
    public init(format: Format, level: Level) {
        self.format = format
        self.level = level
    }

    /// Whether lines of `level` are written, so that callers need not build them for nothing.
    public func writes(_ level: Level) -> Bool { level >= self.level && level != .silent }

    /// Something worth knowing while looking for a fault.
    public func debug(_ message: String, _ fields: KeyValuePairs<String, any LogValue> = [:]) {
        write(.debug, message, fields)
    }

    /// Something that happened as it should.
    public func info(_ message: String, _ fields: KeyValuePairs<String, any LogValue> = [:]) {
        write(.info, message, fields)
    }

    /// Something that a person should look at.
    public func warning(_ message: String, _ fields: KeyValuePairs<String, any LogValue> = [:]) {
        write(.warning, message, fields)
    }

    /// Something that failed.
    public func error(_ message: String, _ fields: KeyValuePairs<String, any LogValue> = [:]) {
        write(.error, message, fields)
    }

    /// A value as it is; a text is quoted with escapes when it has spaces, quotes or control characters: some come from
    /// clients, and no value may begin a new line.
    private static func plain(_ value: JSON) -> String {
        guard let text = value.string.map(shortened) else { return value.description }
        let isPlain = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && $0 != "\"" && $0 != "=" }
        return isPlain && !text.isEmpty ? text : JSON.string(text).description
    }

    /// A request that was answered, by the number that its answer carries as `X-Deepmock-Request`.
    func request(_ entry: JournalEntry, tenant: String, at level: Level) {
        write(
            level, "request",
            [
                "request": entry.id, "tenant": tenant, "platform": entry.platform,
                "operation": entry.operation ?? "", "method": entry.head.method.name, "target": entry.head.target.raw,
                "status": entry.status, "duration_us": entry.duration,
            ])
    }

    private func write(_ level: Level, _ message: String, _ fields: KeyValuePairs<String, any LogValue>) {
        guard writes(level) else { return }
        let lost = Self.lost.exchange(0, ordering: .relaxed)
        if lost > 0 {
            guard offer(line(.warning, "nobody read the log; lines were lost", ["lines": lost]), at: lost)
            else {
                Self.lost.add(1, ordering: .relaxed)
                return
            }
        }
        _ = offer(line(level, message, fields), at: 1)
    }

    /// Writes a line, or counts the lines that are lost with it.
    private func offer(_ line: String, at count: Int) -> Bool {
        let isWritten = StandardStreams.offer(line, to: .error)
        if !isWritten { Self.lost.add(count, ordering: .relaxed) }
        return isWritten
    }

    private func line(_ level: Level, _ message: String, _ fields: KeyValuePairs<String, any LogValue>) -> String {
        switch format {
        case .text:
            let pairs = fields.map { " \($0.key)=\(Self.plain($0.value.logged))" }.joined()
            return "\(level.name) \(message)\(pairs)\n"
        case .json:
            var writer = JSONWriter()
            writer.beginObject()
            writer.field("timestamp", Instant(microseconds: SystemTime.wallMicroseconds()).text(.zoned))
            writer.key("level")
            writer.string(level.name)
            writer.key("message")
            writer.string(message)
            for (key, value) in fields {
                writer.key(key)
                writer.value(value.logged.string.map { JSON.string(Self.shortened($0)) } ?? value.logged)
            }
            writer.endObject()
            return String(decoding: writer.bytes, as: UTF8.self) + "\n"
        }
    }

    private static func shortened(_ value: String) -> String {
        value.utf8.count <= longestValue ? value : value.prefix(longestValue) + "…"
    }
}
