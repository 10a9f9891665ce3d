// Requests to the control plane have no room for misspelt members.

import Contract
import Emulator
import JSON
import TestSupport
import Testing

@Suite("Control: closed requests")
struct ClosedRequestsTests {
    /// Objects whose members have names of the caller's own, or are checked by something other than their schema.
    private static let open: Set<String> = [
        "RequestPattern/query", "RequestPattern/headers", "createOutcome/result", "Recording/exchanges",
        "SeedEntry/form", "FaultStep/body",
    ]

    @Test("every object in the body of a request says which members it has")
    func closesObjects() throws {
        let document = try #require(try World().emulator.contracts.document(of: "control"))
        let schemas = document["components"]?["schemas"]
        var left: Set<String> = []
        func visit(_ schema: JSON, _ place: String) {
            if let name = schema["$ref"]?.string?.split(separator: "/").last.map(String.init) {
                return visit(schemas?[name] ?? .null, name)
            }
            let types = schema["type"]?.array ?? schema["type"].map { [$0] } ?? []
            if types.contains("object"), schema["additionalProperties"] == nil { left.insert(place) }
            for (name, member) in schema["properties"]?.object ?? [:] { visit(member, "\(place)/\(name)") }
            if let items = schema["items"] { visit(items, place) }
            if let more = schema["additionalProperties"] { visit(more, place) }
            for keyword in ["oneOf", "anyOf", "allOf"] {
                for branch in schema[keyword]?.array ?? [] { visit(branch, place) }
            }
        }
        var count = 0
        for (_, path) in document["paths"]?.object ?? [:] {
            for (_, operation) in path.object ?? [:] {
                guard let schema = operation["requestBody"]?["content"]?["application/json"]?["schema"] else {
                    continue
                }
                visit(schema, operation["operationId"]?.string ?? "")
                count += 1
            }
        }
        #expect(count > 10)
        #expect(left == Self.open)
    }

    @Test(
        "misspelt members are refused with what was meant",
        arguments: [
            ("POST", "/__admin/faults", #"{"match":{"operation":"listJobs"},"setps":[]}"#, "steps"),
            ("POST", "/__admin/faults", #"{"match":{"operatoin":"listJobs"},"fault":{"status":503}}"#, "operation"),
            ("POST", "/__admin/faults", #"{"fault":{"latncy_ms":5}}"#, "latency_ms"),
            ("POST", "/__admin/faults", #"{"match":{"operation":"listJob"},"fault":{"status":503}}"#, "listJobs"),
            ("POST", "/__admin/outcomes", #"{"platform":"deepva","state":"failed","eror":"x"}"#, "error"),
            ("POST", "/__admin/outcomes", #"{"platform":"deepvaa","state":"failed"}"#, "deepva"),
            (
                "POST", "/__admin/outcomes", #"{"platform":"deepva","operation":"creatJob","state":"failed"}"#,
                "createJob"
            ),
            ("POST", "/__admin/requests/expect", #"{"request":{"operation":"creatJob"}}"#, "createJob"),
            ("PUT", "/__admin/settings", #"{"timecode":"smpte"}"#, "timecodes"),
            ("PUT", "/__admin/settings", #"{"workers":{"deepva.job":2}}"#, "deepva.jobs"),
            ("PUT", "/__admin/settings", #"{"webhooks":{"atempts":2}}"#, "attempts"),
            ("PUT", "/__admin/timings", #"{"deepva.job.strat":2}"#, "deepva.job.start"),
            ("PUT", "/__admin/clock", #"{"stepms":2}"#, "step_ms"),
            ("GET", "/__admin/webhooks/deliveries?stat=failed", "", "state"),
        ])
    func suggests(method: String, target: String, body: String, meant: String) throws {
        var request = TestRequest(method, target)
        if !body.isEmpty { request = request.raw(Array(body.utf8), type: "application/json") }
        let answer = try World().send(request)
        #expect(answer.status == 400)
        let message = answer["error", "message"]?.string ?? ""
        #expect(message.lowercased().contains("did you mean \(meant.lowercased())?"), "\(message)")
    }

    @Test(
        "a delay takes one form with its own members alone",
        arguments: [
            #"{"uniform":[1,2],"sigma":1}"#, #"{"lognormal":{"median":1,"sigma":1,"mean":2}}"#, #"{"uniform":[1,2,3]}"#,
            #"{"unifrom":[1,2]}"#, "{}",
        ])
    func delays(delay: String) throws {
        let body = #"{"fault":{"latency_ms":\#(delay)}}"#
        #expect(
            try World().send(.post("/__admin/faults").raw(Array(body.utf8), type: "application/json")).status == 400)
    }
}
