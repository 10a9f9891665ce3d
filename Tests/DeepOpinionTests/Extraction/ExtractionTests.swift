// Tests of extraction.

import JSON
import TestSupport
import Testing

@Suite("Studio: extraction")
struct ExtractionTests {
    private func lab() throws -> (lab: Lab, path: String, model: Int) {
        let lab = try Lab(type: "LABEL", classes: [], labels: ["invoice_number", "total", "date"])
        try lab.session([("Invoice 1", ["label": "invoice_number"]), ("Sum", ["label": "total"])])
        let model = try lab.model(["display_name": "Invoices"])
        return (lab, "/organizations/1\(lab.base)/models/\(model)/extract", model)
    }

    private let text = "Example Ltd\nInvoice Number: A-4711\nDate: 2026-02-01   \nTotal\n99.50 EUR\n"

    @Test("fields are found where the text names them, with places and pictures when asked for")
    func plainText() throws {
        let (lab, path, _) = try lab()
        let answer = try lab.send(
            TestRequest("POST", "\(path)?return_bboxes=True&return_annotated_pages=1").multipart(
                .file("file", "invoice.pdf", Array(text.utf8))), expecting: 200)
        #expect(answer["model"] == "Invoices")
        #expect(answer["labels"]?.array?.map { $0["name"] } == ["invoice_number", "total", "date"])
        #expect(answer["all_required_fields_found"] == true)
        #expect(answer["all_data_conversion_passed"] == true)
        #expect(answer["documents", 0, "matches"]?.array?.map { $0["value"] } == ["A-4711", "99.50 EUR", "2026-02-01"])
        #expect(answer["documents", 0, "bboxes", 0]?.array?.count == 3)
        #expect(answer["documents", 0, "bboxes", 0, 0, 0, "text"] == "A-4711")
        #expect(answer["documents", 0, "annotated_pages", 0]?.string?.hasPrefix("iVBORw0KGgo") == true)
        #expect(answer["total_credits_used"] == 3)
        let plain = try lab.send(TestRequest("POST", path).multipart(.file("file", "invoice.pdf", Array(text.utf8))))
        #expect(plain["documents", 0, "bboxes"] == [])
        #expect(plain["documents", 0, "annotated_pages"] == [])
        #expect(plain["documents", 0, "hitl"] == nil)
    }

    @Test("text of a PDF is read, and a missing field shows in the flags")
    func pdf() throws {
        let (lab, path, _) = try lab()
        let content = "BT /F1 12 Tf 72 700 Td (Invoice number: \\(7\\)) Tj 0 -14 Td (Total: none) Tj ET"
        let pdf =
            "%PDF-1.4\n1 0 obj\n<< /Type /Page >>\nendobj\n2 0 obj\n<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream\nendobj\n%%EOF"
        let answer = try lab.send(
            TestRequest("POST", path).multipart(.file("file", "scan.pdf", Array(pdf.utf8))), expecting: 200)
        #expect(answer["documents", 0, "matches"]?.array?.map { $0["value"] } == ["(7)", "none"])
        #expect(answer["all_required_fields_found"] == false)
        #expect(answer["all_confidence_thresholds_met"] == false)
        #expect(answer["documents", 0, "all_confidence_thresholds_met"] == false)
        #expect(answer["all_data_conversion_passed"] == false)
    }

    @Test("pictures give the same values every time; other pictures give others")
    func pictures() throws {
        let (lab, path, _) = try lab()
        func values(_ bytes: [UInt8]) throws -> JSON? {
            try lab.send(TestRequest("POST", path).multipart(.file("file", "scan.JPEG", bytes)), expecting: 200)[
                "documents", 0, "matches"]
        }
        let first = try values([0xFF, 0xD8, 0xFF, 0x00, 0x01])
        #expect(first?.array?.count == 3)
        #expect(try values([0xFF, 0xD8, 0xFF, 0x00, 0x01]) == first)
        #expect(try values([0xFF, 0xD8, 0xFF, 0x00, 0x02]) != first)
    }

    @Test("several files at once, and refusals for other formats and no file")
    func files() throws {
        let (lab, path, _) = try lab()
        let both = try lab.send(
            TestRequest("POST", path).multipart(
                .file("file", "a.pdf", Array(text.utf8)), .file("file", "b.png", [0x89, 0x50])), expecting: 200)
        #expect(both["documents"]?.array?.map { $0["name"] } == ["a.pdf", "b.png"])
        #expect(both["total_credits_used"] == 6)
        try lab.send(TestRequest("POST", path).multipart(.file("file", "a.docx", [1])), expecting: 400)
        try lab.send(TestRequest("POST", path).multipart(.field("other", "x")), expecting: 400)
        try lab.send(
            TestRequest("POST", "/organizations/1\(lab.base)/models/1/extract").multipart(.file("file", "a.pdf", [1])),
            expecting: 404)
    }

    @Test("too many pages, or pictures of them, are refused")
    func tooManyPages() throws {
        let (lab, path, _) = try lab()
        func extract(_ breaks: Int, _ query: String = "") throws -> TestAnswer {
            let bytes = [UInt8](repeating: 0x0C, count: breaks)
            return try lab.send(TestRequest("POST", path + query).multipart(.file("file", "a.pdf", bytes)))
        }
        #expect(try extract(999).status == 200)
        let refusal = try extract(1000)
        #expect(refusal.status == 413)
        #expect(refusal["message"] == "file: This is too large. It has more than 1000 pages.")
        #expect(
            try extract(100, "?return_annotated_pages=1")["message"]
                == "file: This is too large. It would need more than 100 pictures.")
    }

    @Test("a live HITL gets a review for every field that the model is not sure of")
    func hitl() throws {
        let (lab, path, model) = try lab()
        let hitl = try #require(
            lab.send(
                .post("\(lab.base)/hitls", json: ["name": "Check", "model_id": .int(model), "is_live": true]),
                expecting: 201)["id"]?.int)
        let answer = try lab.send(
            TestRequest("POST", path).multipart(.file("file", "a.pdf", Array("Total: 12".utf8))), expecting: 200)
        #expect(answer["documents", 0, "hitl", "status"] == "pending")
        #expect(answer["all_confidence_thresholds_met"] == false)
        #expect(answer["documents", 0, "hitl", "result", 0, "confidences"]?.array?.count == 3)
        let reviews = try lab.send(.get("\(lab.base)/hitl/\(hitl)/reviews"), expecting: 200)
        #expect(reviews.json.array?.map { $0["label"] } == ["invoice_number", "date"])
        let sure = try lab.send(
            TestRequest("POST", path).multipart(.file("file", "b.pdf", Array(text.utf8))), expecting: 200)
        #expect(sure["documents", 0, "hitl", "status"] == "completed")
        #expect(sure["all_confidence_thresholds_met"] == true)
    }

    @Test("outcomes that were set beforehand give fields or a failure")
    func outcomes() throws {
        let (lab, path, _) = try lab()
        func plan(_ more: JSONObject) throws {
            var json: JSONObject = ["platform": "deepopinion", "operation": "extract", "times": 1]
            for (key, value) in more { json[key] = value }
            try lab.world.send(.post("/__admin/outcomes", json: .object(json)))
        }
        try plan(["state": "completed", "result": ["fields": ["total": "1.00"]], "match": ["source": "a.pdf"]])
        let given = try lab.send(TestRequest("POST", path).multipart(.file("file", "a.pdf", Array(text.utf8))))
        #expect(given["documents", 0, "matches", 1, "value"] == "1.00")
        try plan(["state": "failed", "error": "The scanner is broken."])
        let failed = try lab.send(
            TestRequest("POST", path).multipart(.file("file", "a.pdf", Array(text.utf8))), expecting: 500)
        #expect(failed["message"] == "The scanner is broken.")
    }
}
