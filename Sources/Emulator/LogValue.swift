// Values of the fields of log lines.

import JSON

/// The value of a field in a log line: a text or a whole number, which JSON lines write as what it is.
public protocol LogValue: Sendable {
    /// The value as JSON.
    var logged: JSON { get }
}

extension String: LogValue {
    /// The text.
    public var logged: JSON { .string(self) }
}

extension Int: LogValue {
    /// The number.
    public var logged: JSON { .int(self) }
}
