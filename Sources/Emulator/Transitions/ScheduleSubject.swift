// What a row of the schedule is about.

/// The record that a transition moves. Its text is what the schedule keeps and the clock's answers show.
public struct ScheduleSubject: Sendable, Hashable {
    /// For example `9c1b…`, `17` or `model:5`.
    public let text: String

    /// A subject from its text, as it was kept.
    public init(_ text: String) {
        self.text = text
    }

    /// A record that is known by a text, such as a UUID.
    public static func id(_ id: String) -> ScheduleSubject { ScheduleSubject(id) }

    /// A record that is known by its number.
    public static func number(_ number: Int) -> ScheduleSubject { ScheduleSubject(String(number)) }

    /// A record whose number is unique among its kind only: `model:5`.
    ///
    /// - Parameter numbers: its number, after those of what it belongs to.
    public static func record(_ kind: String, _ numbers: Int...) -> ScheduleSubject {
        ScheduleSubject(([kind] + numbers.map(String.init)).joined(separator: ":"))
    }

    /// The kind of a ``record(_:_:)``; nil for others.
    public var kind: String? {
        text.firstIndex(of: ":").map { String(text[..<$0]) }
    }

    /// The record's number; nil for one that is known by a text.
    public var number: Int? {
        Int(text.lastIndex(of: ":").map { text[text.index(after: $0)...] } ?? text[...])
    }
}
