// Bodies that name several sources of documents.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("Studio: several sources in one body")
struct ImportSourcesTests {
    private let bench: Bench
    private let project: Int
    private let path: String

    init() throws {
        bench = try Bench()
        project = try bench.project("CLASSLABEL")
        path = "/projects/\(project)"
    }

    private func file(_ upload: String, _ text: String, _ fields: [(String, String)] = []) throws -> JSON {
        try bench.upload(upload, "a.csv", Array(text.utf8), fields)["id"] ?? .null
    }

    @Test("a group takes inline documents, then documents of the project, the file, and the external source")
    func group() throws {
        let known = try bench.call("POST", path + "/documents", ["text": "known"])["id"] ?? .null
        let file = try file(path + "/groups/upload", "body,n\nfrom file,1\n,2\nand again,3\n")
        let made = try bench.call(
            "POST", path + "/groups",
            [
                "documents": [["text": "One. Two."]], "document_ids": [known, known], "file_id": file,
                "column_name": "body", "credential_id": 1, "source": "crm", "parameters": ["limit": 2], "split": true,
                "column": 0, "header_first": true,
            ])
        #expect(made.status == 201)
        #expect(made["status"] == "PROCESSING")
        #expect(made["name"] == "a.csv")
        #expect(made["document_count"] == 6)
        let list = try bench.get(path + "/groups")
        #expect(list[0, "document_count"] == 6)
        try bench.world.runUntilIdle()
        let group = path + "/groups/\(made["id"]?.int ?? 0)"
        #expect(try bench.get(group)["document_count"] == 6)
        let documents = try bench.get(group + "/documents?details=meta,segments")
        #expect(
            documents.json.each("text").prefix(4) == ["One. Two.", "known", "from file", "and again"])
        #expect(documents[0, "segments"]?.array?.count == 2)
        #expect(documents[1, "id"] == known)
        #expect(documents[2, "n"] == "1")
        #expect(documents.json.each("reference").suffix(2) == ["crm-1", "crm-2"])
        #expect(try bench.get(path + "/documents")["count"] == 6)
    }

    @Test("a session takes them all, with the labels of each")
    func session() throws {
        let known = try bench.call("POST", path + "/documents", ["text": "known"])["id"] ?? .null
        let file = try file(
            path + "/annotations/upload", "review,topic,mood\nA fine bed,bed,good\n", [("show_preview", "True")])
        let made = try bench.call(
            "POST", path + "/annotations",
            [
                "documents": [
                    ["text": "x", "segments": [["text": "x", "tags": [["class": "inline", "label": "ok"]]]]]
                ],
                "document_ids": [known], "file_id": file,
                "column_mapping": ["review": "text", "topic": "aspect", "mood": "label"], "credential_id": 1,
                "source": "crm", "parameters": ["limit": 3], "classes": ["room"],
            ])
        #expect(made.status == 201)
        #expect(made["document_count"] == 6)
        #expect(made["classes"] == ["room"])
        let group = try #require(made["document_group_id"]?.int)
        try bench.world.runUntilIdle()
        let session = path + "/annotations/\(made["id"]?.int ?? 0)"
        #expect(try bench.get(session)["status"] == "ANNOTATING")
        #expect(try bench.get(path + "/groups/\(group)")["status"] == "CREATED")
        let documents = try bench.get(session + "/documents?details=tags")["documents"]
        #expect(documents?.each("text").prefix(3) == ["x", "known", "A fine bed"])
        #expect(documents?[0]?["segments"]?[0]?["tags"]?[0]?["class"] == "inline")
        #expect(documents?[1]?["segments"]?[0]?["tags"] == [])
        #expect(documents?[2]?["segments"]?[0]?["tags"]?[0]?["label"] == "good")
        #expect(documents?[3]?["segments"]?[0]?["tags"]?[0]?["class"]?.string != nil)
        #expect(documents?.array?.count == 6)
        #expect(try bench.get("/notifications")[0, "title"] == "Labeling session is ready")
    }

    @Test("an analysis takes inline documents, then the file")
    func analysis() throws {
        let file = try file("/analyses/upload", "text\nfrom file\n")
        let made = try bench.call(
            "POST", "/analyses",
            ["model_id": 2, "documents": [["text": "inline"]], "file_id": file, "column_name": "text", "column": 0])
        #expect(made.status == 201)
        #expect(made["document_count"] == 2)
        #expect(made["name"] == "a.csv")
        try bench.world.runUntilIdle()
        let documents = try bench.get("/analyses/\(made["id"]?.int ?? 0)/documents")
        #expect(documents["documents"]?.each("text") == ["inline", "from file"])
    }

    @Test("a mapping names columns by roles or roles by columns, and must fit the only table")
    func mapping() throws {
        let file = try file(path + "/annotations/upload", "review,topic,mood\nx,bed,good\n", [("show_preview", "True")])
        for mapping in [["review": "label"], ["text": "nothing"], ["nothing": "text"]] as [JSON] {
            let answer = try bench.call("POST", path + "/annotations", ["file_id": file, "column_mapping": mapping])
            #expect(answer.status == (mapping == ["review": "label"] ? 409 : 400))
        }
        let made = try bench.call(
            "POST", path + "/annotations", ["file_id": file, "column_mapping": ["text": "review", "class": "topic"]])
        #expect(made.status == 201)
        #expect(try bench.get(path + "/classes").json.each("name") == ["bed"])
    }

    @Test("contents that wait for their turn go with the group")
    func deletedEarly() throws {
        func contents() throws -> Int? {
            try bench.world.tenant.database.scalarInt(
                "SELECT count(*) FROM blobs WHERE id NOT IN (SELECT content FROM studio_files)")
        }
        let file = try file(path + "/groups/upload", "text\nfrom file\n")
        let made = try bench.call("POST", path + "/groups", ["documents": [["text": "a"]], "file_id": file])
        #expect(try contents() == 1)
        #expect(try bench.call("DELETE", path + "/groups/\(made["id"]?.int ?? 0)").status == 204)
        try bench.world.runUntilIdle()
        #expect(try contents() == 0)
        #expect(try bench.get(path + "/documents")["count"] == 0)
    }
}
