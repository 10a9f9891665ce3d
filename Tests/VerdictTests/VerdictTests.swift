// Tests of verdicts: their JSON, their reports, and several worlds as one run.

import JSON
import Testing
import Verdict

@Suite("Verdict")
struct VerdictTests {
    private let refusal = Verdict.Finding(
        kind: .refusedRequest, world: "w-1", platform: "deepva", operation: "createJob",
        summary: #"POST /api/v1/jobs/ (createJob) was answered 400: tag: expected string, got 5 & <b>"\#u{1}"#,
        count: 2,
        differences: [Verdict.Finding.Difference(pointer: "/tag", expected: "string", got: "5")],
        hint: "a hint",
        example: Verdict.Finding.Example(
            number: 3, line: "POST /api/v1/jobs/", status: 400, curl: "curl -X POST 'http://localhost/api/v1/jobs/'"))

    private func failed() -> Verdict {
        Verdict(
            worlds: ["w-1"], requests: 5, findings: [refusal], omitted: 0,
            operations: [
                Verdict.UsedOperation(platform: "deepva", operation: "createJob", requests: 3, answered: 1),
                Verdict.UsedOperation(platform: "deepva", operation: "listJobs", requests: 2, answered: 2),
            ],
            coverage: [Verdict.Coverage(platform: "deepva", answered: 2, operations: 102)])
    }

    @Test("JSON says everything, and can be read back")
    func isRead() throws {
        let verdict = failed()
        #expect(verdict.json["passed"] == false)
        #expect(verdict.json["findings"]?[0]?["example"]?["request"] == 3)
        #expect(verdict.json["coverage"]?[0]?["percent"] == 1)
        #expect(Verdict(json: try JSON(parsing: verdict.json.serialized())) == verdict)
        #expect(Verdict(json: ["passed": true]) == nil)
        var broken = try #require(verdict.json.object)
        broken["findings"] = [["kind": "nonsense"]]
        #expect(Verdict(json: .object(broken)) == nil)
    }

    @Test("the text names what, where, how often, and how to see it again")
    func text() {
        let lines = failed().text.split(separator: "\n").map { String($0) }
        #expect(lines[0] == "deepmock verdict: FAILED, 1 finding (5 requests, 2 operations, world w-1)")
        #expect(lines[1].hasPrefix("1. Refused request, 2 times: POST /api/v1/jobs/ (createJob) was answered 400: tag"))
        #expect(lines.contains("   at /tag: expected string, got 5"))
        #expect(lines.contains("   a hint"))
        #expect(lines.contains("   curl -X POST 'http://localhost/api/v1/jobs/'"))
        #expect(lines.last == "A refusal that a test means is announced with POST /__admin/requests/expect.")
        #expect(Verdict().text == "deepmock verdict: passed (0 requests, 0 operations, 0 worlds)\n")
    }

    @Test("the text shows no control characters of a client, so that they cannot reach the terminal")
    func isHarmless() {
        #expect(!failed().text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    }

    @Test("JUnit has a case for each operation and kind, and escapes everything")
    func junit() {
        let text = failed().junit
        #expect(text.contains(#"<testsuites name="deepmock verdict" tests="2" failures="1" errors="0">"#))
        #expect(text.contains(#"<testcase classname="deepmock.deepva" name="listJobs" time="0"/>"#))
        #expect(text.contains(#"name="createJob: refused_request""#))
        #expect(text.contains("5 &amp; &lt;b&gt;&quot;\u{FFFD}"))
        #expect(Verdict().junit.contains(#"tests="1" failures="0""#))
    }

    @Test("the page escapes everything")
    func page() {
        let page = failed().html
        #expect(page.contains("5 &amp; &lt;b&gt;"))
        #expect(!page.contains("<b>"))
        #expect(page.contains("<td class=\"n\">2 of 102</td>"))
    }

    @Test("several worlds are one run: findings of both, an operation is answered once")
    func merges() {
        var run = failed()
        var other = failed()
        other.worlds = ["w-2"]
        other.findings = []
        other.operations = [
            Verdict.UsedOperation(platform: "deepva", operation: "getJob", requests: 1, answered: 1),
            Verdict.UsedOperation(platform: "deepva", operation: "listJobs", requests: 1, answered: 0),
        ]
        run.merge(other)
        #expect(run.worlds == ["w-1", "w-2"])
        #expect(run.requests == 10)
        #expect(run.findings == [refusal])
        #expect(run.operations.map(\.requests) == [3, 3, 1])
        #expect(run.coverage == [Verdict.Coverage(platform: "deepva", answered: 3, operations: 102)])
    }

    @Test("findings are bounded, and the rest is counted")
    func isBounded() {
        var verdict = Verdict()
        verdict.add(Array(repeating: refusal, count: Verdict.maximumFindings + 7))
        #expect(verdict.findings.count == Verdict.maximumFindings)
        #expect(verdict.omitted == 7)
        #expect(!verdict.isPassed)
    }
}
