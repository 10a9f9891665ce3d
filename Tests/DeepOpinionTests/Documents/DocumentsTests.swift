// Single documents, bulk uploads, lists with filters and pages.

import JSON
import Store
import TestSupport
import Testing

@Suite struct DocumentsTests {
    private let bench: Bench
    private let project: Int
    private let path: String

    init() throws {
        bench = try Bench()
        project = try bench.project("ABSA")
        path = "/projects/\(project)/documents"
        try bench.call("POST", "/projects/\(project)/classes", ["name": "room"])
    }

    @Test("a document is created, read, listed and deleted")
    func life() throws {
        let made = try bench.call("POST", path, ["text": "The room was clean.", "stars": 5])
        #expect(made.status == 201)
        #expect(made.json == ["id": 1, "text": "The room was clean."])
        #expect(try bench.get(path + "/1").json == made.json)
        #expect(
            try bench.get(path + "/1?details=segments")["segments"] == [
                ["id": 1, "text": "The room was clean.", "span": [0, 19]]
            ])
        let list = try bench.get(path + "?details=meta")
        #expect(
            list.json == [
                "documents": [["id": 1, "text": "The room was clean.", "stars": 5]], "has_more": false, "offset": 0,
                "limit": 100, "count": 1,
            ])
        #expect(try bench.call("DELETE", path + "/1").status == 204)
        #expect(try bench.get(path + "/1").status == 404)
        #expect(try bench.get(path)["count"] == 0)
    }

    @Test("the caller's number is kept while it is free and not too large")
    func numbers() throws {
        let make = { (id: JSON) in try bench.call("POST", path, ["text": "a", "id": id])["id"]?.int }
        #expect(try make(18000) == 18000)
        #expect(try make(18000) == 18001)
        #expect(try make(9_007_199_254_740_993) == 18002)
        #expect(try make(-4) == 18003)
    }

    @Test("a huge number of the caller's is kept, and new numbers do not follow it")
    func hugeNumbers() throws {
        let make = { (id: JSON) in try bench.call("POST", path, ["text": "a", "id": id])["id"]?.int }
        for huge in [3_000_000_000, 2_147_483_647, 9_007_199_254_740_991] { #expect(try make(.int(huge)) == huge) }
        #expect(try make(nil) == 1)
        #expect(try make(3_000_000_000) == 2)
        #expect(try bench.get(path + "/3000000000")["id"] == 3_000_000_000)
        #expect(try make(5) == 5)
        #expect(try make(nil) == 6)
        #expect(try bench.call("DELETE", path + "/6").status == 204)
        #expect(try make(nil) == 7)
        let copy = try #require(bench.call("POST", "/projects/\(project)/clone", [:])["id"]?.int)
        try bench.world.runUntilIdle()
        let copies = try bench.get("/projects/\(copy)/documents")["documents"]?.each("id")
        #expect(copies == [8, 9, 10, 11, 12, 13, 14])
        try bench.execute("UPDATE sqlite_sequence SET seq = 2147483646 WHERE name = 'studio_documents'")
        #expect(try make(nil) == 2_147_483_648)
    }

    @Test("segments are found in the text, by span or one behind the other")
    func segments() throws {
        let segments: JSON = [
            ["text": "so", "tags": [["class": "room", "label": "POS"]]], ["text": "so"],
            ["text": "ü 😀", "span": [10, 13]],
        ]
        let made = try bench.call("POST", path, ["text": "so and so ü 😀!", "segments": segments])
        #expect(made.status == 201)
        let read = try bench.get(path + "/\(made["id"]?.int ?? 0)?details=segments,tags")
        #expect(read.json["segments"]?.each("span") == [[0, 2], [7, 9], [10, 13]])
        #expect(made.status == 201)
    }

    @Test("one segment may come without an array")
    func oneSegment() throws {
        let made = try bench.call("POST", path, ["text": "One. Two.", "segments": ["text": "Two."]])
        #expect(made.status == 201)
        #expect(try bench.get(path + "/1?details=segments")["segments", 0, "span"] == [5, 9])
    }

    @Test(
        "bodies that make no sense are refused",
        arguments: [
            [:], ["text": ""], ["text": 5], ["text": "a", "segments": [["text": "b"]]], ["text": "a", "segments": 5],
            ["text": "abc", "segments": [["text": "b", "span": [1, 99]]]],
            ["text": "a", "segments": [["text": "a", "tags": [["label": "GREAT"]]]]],
            ["text": "a", "segments": [["text": "a", "tags": [[:]]]]], [["text": "a"]],
        ] as [JSON])
    func badBodies(body: JSON) throws {
        #expect(try bench.call("POST", path, body).status == 400)
        #expect(try bench.get(path)["count"] == 0)
    }

    @Test("a bulk upload answers first; documents, tags and a notification come later")
    func bulk() throws {
        let documents: JSON = [
            ["text": "One."],
            [
                "text": "Two is good.", "source": "web",
                "segments": [["text": "good", "tags": [["class": "room", "label": "POS"]]]],
            ],
        ]
        let answer = try bench.call("POST", "/projects/\(project)/upload-documents", documents)
        #expect(answer.status == 202)
        #expect(answer["status"] == "ACCEPTED")
        #expect(try bench.get(path)["count"] == 0)
        try bench.world.runUntilIdle()
        let list = try bench.get(path + "?details=segments,tags,meta")
        #expect(list["count"] == 2)
        #expect(list["documents", 1, "source"] == "web")
        #expect(
            list["documents", 1, "segments"] == [
                ["id": 2, "text": "good", "span": [7, 11], "tags": [["id": 1, "class": "room", "label": "POS"]]]
            ])
        let notice = try bench.get("/notifications")
        #expect(notice[0, "title"] == "Documents uploaded")
        #expect(notice[0, "type"] == "INFO")
    }

    @Test(
        "a bulk upload with one bad document changes nothing",
        arguments: [
            [["text": "a"], ["text": ""]], [["text": "a"], ["text": "b", "segments": [["text": "c"]]]], [], ["a"],
            [["text": "a", "segments": [["text": "a", "tags": [["label": "GREAT"]]]]]],
        ] as [JSON])
    func badBulk(body: JSON) throws {
        #expect(try bench.call("POST", "/projects/\(project)/upload-documents", body).status == 400)
        try bench.world.runUntilIdle()
        #expect(try bench.get(path)["count"] == 0)
    }

    @Test("a new text keeps the sentences that are still there, with their tags")
    func update() throws {
        let group = try bench.group(project, ["One here. Two there. Three."], split: true)
        try bench.execute(
            "INSERT INTO studio_tags(project, document, segment, class) VALUES (?, 1, 2, 1)", .int(project))
        try bench.execute(
            "INSERT INTO studio_tags(project, document, segment, class) VALUES (?, 1, 3, 1)", .int(project))
        let changed = try bench.call("PUT", path + "/1", ["text": "New. Two there. One here."])
        #expect(changed.json == ["id": 1, "text": "New. Two there. One here."])
        let read = try bench.get("/projects/\(project)/groups/\(group)/documents/1?details=tags")
        #expect(read.json["segments"]?.each("text") == ["New.", "Two there.", "One here."])
        #expect(read.json["segments"]?.each("span") == [[0, 4], [5, 15], [16, 25]])
        #expect(read.json["segments"]?.each("tags") == [[], [["id": 1, "class": "room"]], []])
        #expect(try bench.call("PUT", path + "/1", ["text": ""]).status == 400)
        #expect(try bench.call("PUT", path + "/2", ["text": "a"]).status == 404)
    }

    @Test("lists are searched, filtered and paged, also after documents have gone")
    func lists() throws {
        for number in 1...9 { try bench.call("POST", path, ["text": .string("Number \(number)% of_it")]) }
        let ids = { (query: String) in try bench.get(path + query).json["documents"]?.each("id") }
        #expect(try ids("?offset=2&limit=3") == [3, 4, 5])
        #expect(try bench.get(path + "?offset=6&limit=3")["has_more"] == false)
        #expect(try bench.get(path + "?offset=5&limit=3")["has_more"] == true)
        #expect(try ids("?offset=20") == [])
        #expect(try ids("?search=7%25") == [7])
        #expect(try ids("?search=NUMBER&offset=7") == [8, 9])
        #expect(try ids("?search=%25%25") == [])
        #expect(try ids("?search=of_i&limit=2") == [1, 2])
        #expect(try ids("?search=ofxi") == [])
        try bench.call("DELETE", path + "/4")
        #expect(try ids("?offset=2&limit=3") == [3, 5, 6])
        #expect(try ids("?offset=7") == [9])
        #expect(try bench.get(path + "?offset=6&limit=1")["has_more"] == true)
        for query in ["?limit=0", "?offset=-1", "?limit=x", "?classes=a"] {
            #expect(try bench.get(path + query).status == 400)
        }
    }

    @Test("a search looks for the whole of its text, also behind a NUL")
    func searchWithNull() throws {
        for text in ["a\0b", "axyz"] { try bench.call("POST", path, ["text": .string(text)]) }
        func ids(_ search: String) throws -> [JSON]? {
            try bench.get(path + "?search=" + search)["documents"]?.each("id")
        }
        #expect(try ids("a%00zzz") == [])
        #expect(try ids("A%00B") == [1])
        #expect(try ids("xYz") == [2])
        #expect(try ids("a") == [1, 2])
    }

    @Test("filters by group, tag, session and analysis combine")
    func filters() throws {
        try bench.call("POST", path, ["text": "alone"])
        let group = try bench.group(project, ["first", "second"])
        try bench.call(
            "POST", path,
            ["text": "tagged", "segments": [["text": "tagged", "tags": [["class": "room", "label": "NEG"]]]]])
        let ids = { (query: String) in try bench.get(path + query).json["documents"]?.each("id") }
        #expect(try ids("?group_id=\(group)") == [2, 3])
        #expect(try ids("?grouped=True") == [2, 3])
        #expect(try ids("?grouped=true&search=second") == [3])
        #expect(try ids("?classes=1,700") == [4])
        #expect(try ids("?labels=3&classes=1") == [4])
        #expect(try ids("?labels=1") == [])
        #expect(try ids("?analysed=yes") == [])
        #expect(try ids("?annotation_id=5") == [])
        #expect(try ids("?analysis_id=5") == [])
    }

    @Test("a list limited to a session or an analysis shows its tags alone")
    func tagsOf() throws {
        let group = try bench.group(project, ["first", "second"])
        let model = try Samples.model(named: "m", project: project, bench)
        try bench.execute(
            """
            INSERT INTO studio_sessions(uuid, project, mode, name, status, created)
            VALUES ('00000000-0000-4000-8000-00000000aaaa', ?, 'ANNOTATION', 's', 'STARTED', 0)
            """, .int(project))
        try bench.execute(
            """
            INSERT INTO studio_analyses(uuid, workspace, project, model, group_id, name, status, type, created)
            VALUES ('00000000-0000-4000-8000-00000000bbbb', 1, ?, ?, ?, 'a', 'FINISHED', 'ABSA', 0)
            """, .int(project), .int(model), .int(group))
        try bench.execute("INSERT INTO studio_session_documents(session, position, document) VALUES (1, 0, 1)")
        try bench.execute(
            "INSERT INTO studio_analysis_documents(analysis, position, document) VALUES (1, 0, 1), (1, 1, 2)")
        for owner in ["session", "analysis"] as [SQL] {
            try bench.execute(
                "INSERT INTO studio_tags(project, document, segment, class, \(owner)) VALUES (?, 1, 1, 1, 1)",
                .int(project))
        }
        let tags = { (query: String) in
            try bench.get(path + "?details=tags&" + query)["documents", 0, "segments", 0, "tags"]?.each("id")
        }
        #expect(try tags("annotation_id=1") == [1])
        #expect(try tags("analysis_id=1") == [2])
        #expect(try tags("group_id=\(group)") == [1])
        #expect(try bench.get(path + "?analysis_id=1&classes=1")["count"] == 1)
        #expect(try bench.get(path + "?analysed=true")["count"] == 2)
    }

    @Test("documents of another project are unknown, and roles count")
    func scopes() throws {
        try bench.call("POST", path, ["text": "a"])
        let other = try bench.project(name: "Other")
        #expect(try bench.get("/projects/\(other)/documents/1").status == 404)
        #expect(try bench.get("/projects/99/documents").status == 404)
        #expect(try bench.get(path + "/x").status == 404)
        let viewer = try bench.person("VIEWER")
        #expect(try bench.get(path, as: viewer).status == 200)
        #expect(try bench.call("POST", path, ["text": "a"], as: viewer).status == 403)
        let annotator = try bench.person("ANNOTATOR")
        #expect(try bench.call("PUT", path + "/1", ["text": "b"], as: annotator).status == 200)
        #expect(try bench.call("DELETE", path + "/1", as: annotator).status == 403)
    }
}
