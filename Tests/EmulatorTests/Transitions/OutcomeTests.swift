// Tests of the form in which outcomes are stored, and of what names a record in the schedule.

import Emulator
import JSON
import Testing

@Suite("Outcome")
struct OutcomeTests {
    @Test(
        "an outcome is stored as it was asked for",
        arguments: [
            ["state": "completed"], ["state": "stuck"], ["state": "failed", "error": "No."],
            ["state": "completed", "result": ["a": [1]], "after_ms": 7],
        ] as [JSON])
    func roundTrip(stored: JSON) {
        #expect(Outcome(stored: stored).stored == stored)
    }

    @Test("only a failure has an error text, its own or the kind's")
    func failure() {
        #expect(Outcome(stored: ["state": "failed", "error": "No."]).failure(or: "Failed.") == "No.")
        #expect(Outcome(stored: ["state": "failed"]).failure(or: "Failed.") == "Failed.")
        #expect(Outcome(stored: ["state": "stuck", "error": "No."]).failure(or: "Failed.") == nil)
    }
}

@Suite("Schedule subject")
struct ScheduleSubjectTests {
    @Test(
        "kind and number are read from the text",
        arguments: [
            (.id("6f1d-55"), "6f1d-55", nil, nil), (.number(17), "17", nil, 17),
            (.record("model", 5), "model:5", "model", 5), (.record("project", 3, 8), "project:3:8", "project", 8),
        ] as [(ScheduleSubject, String, String?, Int?)])
    func parts(subject: ScheduleSubject, text: String, kind: String?, number: Int?) {
        #expect(subject.text == text)
        #expect(ScheduleSubject(text) == subject)
        #expect(subject.kind == kind)
        #expect(subject.number == number)
    }
}
