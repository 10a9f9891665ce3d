// Creating labeling sessions, and how they get their documents.

import JSON
import TestSupport
import Testing

@Suite("Studio: creating labeling sessions")
struct SessionCreationTests {
    private func withDocuments(_ count: Int, type: String = "CLASS") throws -> Lab {
        let lab = try Lab(type: type)
        for number in 0..<count {
            try lab.send(
                .post("\(lab.base)/documents", json: ["text": .string("Text number \(number)")]), expecting: 201)
        }
        return lab
    }

    @Test("a session without origin takes all documents and moves from CREATED to STARTED")
    func wholeProject() throws {
        let lab = try withDocuments(3)
        let made = try lab.send(.post("\(lab.base)/annotations", json: [:]), expecting: 201)
        #expect(made["status"] == "CREATED")
        #expect(made["mode"] == "ANNOTATION")
        #expect(made["classes"] == ["room", "food"])
        #expect(made["progress"] == 0.0)
        let id = try #require(made["id"]?.int)
        try lab.world.runUntilIdle()
        let session = try lab.send(.get("\(lab.base)/annotations/\(id)"), expecting: 200)
        #expect(session["status"] == "STARTED")
        #expect(session["document_count"] == 3)
        let page = try lab.send(
            .get("\(lab.base)/annotations/\(id)/documents?details=tags&limit=2&offset=1"), expecting: 200)
        #expect(page["documents"]?.array?.count == 2)
        #expect(page["documents", 0, "segments", 0, "tags"] == [])
        #expect(page["classes", 0, "name"] == "room")
        let found = try lab.send(.get("\(lab.base)/annotations/\(id)/documents?search=NUMBER%202"))
        #expect(found["documents"]?.array?.map { $0["text"] } == ["Text number 2"])
    }

    @Test("a sample has its size, is drawn in a state of its own, and differs between sessions")
    func sample() throws {
        let lab = try withDocuments(30)
        var drawn: [[JSON?]] = []
        for _ in 0..<2 {
            let id = try #require(
                lab.send(.post("\(lab.base)/annotations", json: ["sample_size": 5]), expecting: 201)["id"]?.int)
            try lab.world.advance(seconds: 0.2)
            #expect(try lab.send(.get("\(lab.base)/annotations/\(id)"))["status"] == "SAMPLING")
            try lab.world.runUntilIdle()
            let page = try lab.send(.get("\(lab.base)/annotations/\(id)/documents"))
            drawn.append(page["documents"]?.array?.map { $0["id"] } ?? [])
        }
        #expect(drawn.allSatisfy { $0.count == 5 })
        #expect(drawn[0] != drawn[1])
    }

    @Test("chosen documents are in the session at once; unknown ones are refused")
    func chosen() throws {
        let lab = try withDocuments(4)
        let all = try lab.send(.get("\(lab.base)/documents"))["documents"]?.array ?? []
        let id = try #require(all[1]["id"]?.int)
        let made = try lab.send(
            .post("\(lab.base)/annotations", json: ["document_ids": [.int(id), .int(id)], "name": "Two"]),
            expecting: 201)
        #expect(made["document_count"] == 1)
        #expect(made["name"] == "Two")
        let refused = try lab.send(
            .post("\(lab.base)/annotations", json: ["document_ids": [999_999]]), expecting: 400)
        #expect(refused["message"]?.string?.contains("document_ids.0") == true)
        let new = try lab.send(
            .post("\(lab.base)/annotations", json: ["classes": ["room", "new"]]), expecting: 201)
        #expect(new["classes"] == ["room", "new"])
        #expect(try lab.send(.get("\(lab.base)/classes")).json.each("name") == ["room", "food", "new"])
        try lab.send(.post("\(lab.base)/annotations", json: ["labels": ["nothing"]]), expecting: 400)
        let document = try lab.send(
            .get("\(lab.base)/annotations/\(try #require(made["id"]?.int))/documents/\(id)?details=segments"),
            expecting: 200)
        #expect(document["segments", 0, "text"] == document["text"])
        try lab.send(
            .get("\(lab.base)/annotations/\(try #require(made["id"]?.int))/documents/\(id + 1)"), expecting: 404)
    }

    @Test("a labeled file becomes a finished session, brings its classes along, and tells its owner")
    func upload() throws {
        let lab = try Lab(type: "CLASSLABEL", classes: [], labels: [])
        let csv = "text,aspect,label,author\nThe room was fine,room,good,Ada\nThe food was bad,food,bad,Bob\n"
        let made = try lab.send(
            TestRequest("POST", "\(lab.base)/annotations/upload").multipart(
                .file("file", "labeled.csv", Array(csv.utf8))),
            expecting: 200)
        #expect(made["name"] == "labeled.csv")
        let id = try #require(made["id"]?.int)
        try lab.world.runUntilIdle()
        let session = try lab.send(.get("\(lab.base)/annotations/\(id)"))
        #expect(session["status"] == "FINISHED")
        #expect(session["document_count"] == 2)
        let documents = try lab.send(.get("\(lab.base)/annotations/\(id)/documents?details=tags,meta"))
        #expect(documents["documents", 0, "segments", 0, "tags", 0, "class"] == "room")
        #expect(documents["documents", 1, "segments", 0, "tags", 0, "label"] == "bad")
        #expect(documents["documents", 1, "author"] == "Bob")
        #expect(try lab.send(.get("\(lab.base)/classes")).json.array?.map { $0["name"] } == ["room", "food"])
        #expect(try lab.send(.get("/notifications"))[0, "title"] == "Labeling session is ready")
        let group = try #require(session["document_group_id"]?.int)
        #expect(try lab.send(.get("\(lab.base)/groups/\(group)"))["source"] == "ANNOTATIONS")

        let download = try lab.send(.get("\(lab.base)/annotations/\(id)/download?format=jsonl"), expecting: 200)
        #expect(download.text.split(separator: "\n").count == 2)
        #expect(download.text.contains(#""class":"room""#))
        let all = try lab.send(.get("\(lab.base)/annotations/download"), expecting: 200)
        #expect(
            all.text.hasPrefix("id,text,segment_text,span_start,span_end,class,label,aspect,author\r\n")
                || all.text.hasPrefix("id,text,segment_text,span_start,span_end,class,label"))
        try lab.send(.get("\(lab.base)/annotations/download?format=pdf"), expecting: 400)
    }

    @Test("a preview makes no session, but its file can be mapped into one")
    func mapping() throws {
        let lab = try Lab(classes: [])
        let lines = #"{"body":"A fine room","topic":"room"}"# + "\n" + #"{"body":"Cold food","topic":"food"}"# + "\n"
        let preview = try lab.send(
            TestRequest("POST", "\(lab.base)/annotations/upload").multipart(
                .field("show_preview", "True"), .file("file", "data.jsonl", Array(lines.utf8))), expecting: 200)
        #expect(preview["preview", 0] == ["body", "topic"])
        #expect(try lab.send(.get("\(lab.base)/annotations")).json == [])
        let file = preview["id"] ?? .null
        try lab.send(
            .post("\(lab.base)/annotations", json: ["file_id": file, "column_mapping": ["text": "no"]]), expecting: 400)
        let id = try #require(
            lab.send(
                .post(
                    "\(lab.base)/annotations",
                    json: ["file_id": file, "column_mapping": ["text": "body", "aspect": "topic"]]),
                expecting: 201)["id"]?.int)
        try lab.world.runUntilIdle()
        #expect(try lab.send(.get("\(lab.base)/annotations/\(id)"))["status"] == "FINISHED")
        try lab.send(
            .post("\(lab.base)/annotations", json: ["file_id": "00000000-0000-4000-8000-000000000000"]), expecting: 404)
    }

    @Test(
        "labeled data that does not fit the project is a conflict, and a file that cannot be read a bad request",
        arguments: [
            ("ABSA", "a.csv", "text,class,label\nx,room,fantastic\n", 409),
            ("ABSA", "a.csv", "text,class\nx,room\n", 409),
            ("CLASS", "a.csv", "body,topic\nx,y\n", 409), ("CLASS", "a.txt", "x\n", 400), ("CLASS", "a.json", "{", 400),
        ])
    func misfits(type: String, name: String, text: String, status: Int) throws {
        let lab = try Lab(type: type)
        try lab.send(
            TestRequest("POST", "\(lab.base)/annotations/upload").multipart(.file("file", name, Array(text.utf8))),
            expecting: status)
        try lab.world.runUntilIdle()
    }

    @Test("auto turns attributes that equal classes into tags")
    func auto() throws {
        let lab = try Lab()
        let documents: JSON = [["text": "one", "topic": "room"], ["text": "two", "topic": "roof"]]
        let id = try #require(
            lab.send(.post("\(lab.base)/annotations", json: ["auto": true, "documents": documents]), expecting: 201)[
                "id"]?.int)
        try lab.world.runUntilIdle()
        let session = try lab.send(.get("\(lab.base)/annotations/\(id)"))
        #expect(session["progress"] == 50.0)
        #expect(session["status"] == "ANNOTATING")
    }

    @Test("an external source makes a session; an unknown credential is not found")
    func external() throws {
        let lab = try Lab()
        let made = try lab.send(
            TestRequest("POST", "\(lab.base)/annotations/external-source").multipart(
                .field("credential_id", "1"), .field("source", "tickets"), .field("parameters", #"{"limit": 4}"#)),
            expecting: 200)
        try lab.world.runUntilIdle()
        #expect(try lab.send(.get("\(lab.base)/annotations/\(made["id"]?.int ?? 0)"))["document_count"] == 4)
        try lab.send(
            TestRequest("POST", "\(lab.base)/annotations/external-source").multipart(
                .field("credential_id", "9"), .field("source", "tickets")), expecting: 404)
    }

    @Test("a failure that was set beforehand ends a session as FAILED and tells its owner")
    func outcome() throws {
        let lab = try withDocuments(1)
        try lab.world.send(
            .post(
                "/__admin/outcomes",
                json: [
                    "platform": "deepopinion", "operation": "createLabelingSession", "match": ["tag": "Doomed"],
                    "state": "failed", "error": "The disk was full.",
                ]))
        let id = try #require(lab.send(.post("\(lab.base)/annotations", json: ["name": "Doomed"]))["id"]?.int)
        try lab.world.runUntilIdle()
        #expect(try lab.send(.get("\(lab.base)/annotations/\(id)"))["status"] == "FAILED")
        #expect(try lab.send(.get("/notifications"))[0, "text"]?.string?.contains("The disk was full.") == true)
    }
}
