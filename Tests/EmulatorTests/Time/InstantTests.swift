// Tests of instants and their text forms.

import Emulator
import Testing

@Suite("Instant")
struct InstantTests {
    @Test(
        "is written in each of its text forms",
        arguments: [
            (Instant.TextForm.spaced, "2026-01-01 00:00:00.000000"),
            (.zoned, "2026-01-01T00:00:00.000000Z"),
            (.zonedSeconds, "2026-01-01T00:00:00Z"),
        ])
    func text(form: Instant.TextForm, expected: String) {
        #expect(Clock.defaultStart.text(form) == expected)
    }

    @Test(
        "reads what it writes, and what other programs write",
        arguments: [
            ("2026-01-01T00:00:00Z", 1_767_225_600_000_000), ("2026-01-01 00:00:00", 1_767_225_600_000_000),
            ("2026-01-01T02:30:00+02:30", 1_767_225_600_000_000), ("2026-01-01T00:00:00.5Z", 1_767_225_600_500_000),
            ("2026-01-01T00:00:00.123456789Z", 1_767_225_600_123_456), ("1969-12-31T23:59:59.999999Z", -1),
            ("2024-02-29T12:00:00Z", 1_709_208_000_000_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
        ])
    func reads(text: String, microseconds: Int) {
        #expect(Instant(text: text)?.microseconds == microseconds)
    }

    @Test(
        "refuses what is no instant",
        arguments: [
            "", "now", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2026-01-01",
            "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx",
            "2026-01-01T00:00:00.1234567890Z", "+026-01-01T00:00:00Z", "0000-01-01T00:00:00Z",
        ])
    func refuses(text: String) {
        #expect(Instant(text: text) == nil)
    }

    @Test(
        "survives the trip through text over ten thousand days",
        arguments: Array(stride(from: -9000, to: 90_000, by: 331)))
    func roundTrip(day: Int) {
        let instant = Instant(microseconds: day * 86_400_000_000 + 12_345_678_901 % 86_400_000_000)
        #expect(Instant(text: instant.text(.zoned)) == instant)
    }

    @Test("cuts below the millisecond instead of rounding")
    func truncation() {
        #expect(Instant(microseconds: 1_999).truncatedToMilliseconds.microseconds == 1_000)
        #expect(Instant(microseconds: -1).truncatedToMilliseconds.microseconds == -1_000)
    }

    @Test("stays within the years 1 to 9999 whatever is added")
    func saturation() {
        #expect(Clock.defaultStart.advanced(bySeconds: .max) == .latest)
        #expect(Clock.defaultStart.advanced(byMilliseconds: .min) == .earliest)
        #expect(Instant.latest.text(.zoned) == "9999-12-31T23:59:59.999999Z")
    }
}
