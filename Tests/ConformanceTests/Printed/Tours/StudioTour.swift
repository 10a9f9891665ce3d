// The tour of Studio: accounts and workspaces, then a project with everything that a project can have.

import JSON
import TestSupport
import Testing

final class StudioTour: PrintedTour {
    static let csv = Array("text,label,class\nA quiet room,POS,room\nCold soup,NEG,food\n".utf8)
    static let invoice = Array("Invoice Number: A-4711\nTotal\n99.50 EUR\n".utf8)

    init() throws {
        try super.init("deepopinion")
        captures = ["user_id": "1", "organization_id": "1", "organization": "Demo", "project_id": "1"]
        let admin = try prepare(
            .post("/auth/login", json: ["email": "admin@deepmock.test", "password": "demo-password"]))
        tokens["updateUserPermissions"] = try id(admin, "auth_token")
        try showAccounts()
        try showWorkspaces()
        try makeProject()
        try showVocabulary()
        try showDocuments()
        try showSessions()
        try showModels()
        try showAnalyses()
        try showCorrections()
        try showExtraction()
        try showRest()
        prepareRequests()
    }

    /// The path of the project.
    var base: String { "/projects/\(captures["project_id"] ?? "")" }

    // MARK: - Accounts and workspaces

    /// Registers somebody; their number and token.
    func register() throws -> (id: String, token: String) {
        let body: JSON = [
            "first_name": "Lena", "last_name": "Field", "email": .string("person\(next())@deepmock.test"),
            "password": "long enough",
        ]
        let token = try #require(try world.send(.post("/auth/register", json: body))["auth_token"]?.string)
        let status = try world.send(.get("/auth/status").bearer(token))
        return (try #require(status["data", "user_id"]?.int?.description), token)
    }

    /// Registers somebody; their number.
    func person() throws -> String { try register().id }

    /// The token in the newest mail to somebody.
    func mailedToken(_ email: String) throws -> JSON {
        try #require(try world.send(.get("/__admin/outbox?limit=1&to=\(email)"))["mails", 0, "token"])
    }

    private func showAccounts() throws {
        try show(
            "register",
            .post(
                "/auth/register",
                json: [
                    "first_name": "Ada", "last_name": "North", "email": "ada@deepmock.test", "password": "long enough",
                ]))
        try show("login", .post("/auth/login", json: ["email": "demo@deepmock.test", "password": "demo-password"]))
        try read("getUser")
        try show("updateUser", .put("/users/1", json: ["first_name": "Demo", "last_name": "Account"]))
        try read("getUserPermissions")
        let other = try person()
        try show("updateUserPermissions", .put("/users/\(other)/permissions", json: ["is_betauser": true]))
        for name in ["Nightly", "Weekly", "Old"] {
            captures["key_id"] = try id(prepare(.post("/users/1/keys", json: ["name": .string(name)])))
        }
        try read("listProductKeys")
        try read("deleteProductKey")
    }

    private func showWorkspaces() throws {
        let made = try show("createWorkspace", .post("/organizations", json: ["name": "Branch", "description": "Two"]))
        captures["other_workspace"] = try id(made)
        try show(
            "updateWorkspace",
            .put("/organizations/\(id(made))", json: ["name": "North branch", "description": "Two"]))
        try read("getWorkspace", ["organization_id": id(made)])
        let doomed = try prepare(.post("/organizations", json: ["name": "Old", "description": "Gone soon"]))
        try read("deactivateWorkspace", ["organization_id": id(doomed)])
        let invited: JSON = [
            "role": "USER", "emails": ["new@deepmock.test", "other@deepmock.test", "demo@deepmock.test"],
        ]
        try show("inviteUsers", .post("/organizations/1/users/invite", json: invited))
        try read("listPendingInvitations")
        let permission = try show(
            "addWorkspacePermission",
            .post("/organizations/1/permissions", json: ["role": "USER", "user_id": .int(Int(person()) ?? 0)]))
        captures["permission_id"] = try id(permission)
    }

    // MARK: - The project

    private func makeProject() throws {
        let made = try show("createProject", .post("/projects", json: ["name": "Hotel", "type": "CLASSLABEL"]))
        captures["project_id"] = try id(made)
    }

    private func showVocabulary() throws {
        let room: JSON = ["name": "room", "example": "A quiet room", "description": "The room itself"]
        captures["class_id"] = try id(show("addClass", .post("\(base)/classes", json: room)))
        let more: JSON = [["name": "food", "example": "Cold soup", "description": "Meals"]]
        try show("addClasses", .post("\(base)/upload-classes", json: more))
        try show(
            "uploadClasses",
            TestRequest("POST", "\(base)/classes/upload").multipart(
                .file(
                    "file", "classes.csv",
                    Array("name,example,description\nstaff,They were kind,People who work there\n".utf8))))
        try show("updateClass", .put("\(base)/classes/\(captures["class_id"] ?? "")", json: room))
        try read("getClass")
        try read("listClasses")
        let spare = try prepare(
            .post("\(base)/classes", json: ["name": "spare", "example": "A lamp", "description": "What is left"]))
        ownCaptures["updateClass"] = ["class_id": try id(spare)]
        for name in ["POS", "NEG"] { try prepare(.post("\(base)/labels", json: ["name": .string(name)])) }
        let label = try show("addLabel", .post("\(base)/labels", json: ["name": "MIXED"]))
        captures["label_id"] = try id(label)
        captures["name"] = "MIXED"
        try show("updateLabel", .put("\(base)/labels/\(id(label))", json: ["name": "MIXED"]))
        try show("updateLabelByName", .put("\(base)/labels/MIXED", json: ["name": "MIXED"]))
    }

    private func showDocuments() throws {
        let document: JSON = ["text": "A quiet room.", "segments": [["text": "A quiet room."]]]
        captures["document_id"] = try id(show("createDocument", .post("\(base)/documents", json: document)))
        let path = "\(base)/documents/\(captures["document_id"] ?? "")"
        try show("updateDocument", .put(path, json: ["text": "A very quiet room."]))
        try show("uploadDocuments", .post("\(base)/upload-documents", json: [["text": "Cold soup.", "id": 4711]]))
        try world.runUntilIdle()
        try read("getDocument", query: "details=segments")
        try read("listDocuments", query: "details=segments")

        let tagged: JSON = [
            "name": "Reviews",
            "documents": [
                [
                    "text": "The room was quiet.",
                    "segments": [["text": "The room was quiet.", "tags": [["class": "room", "label": "POS"]]]],
                ],
                ["text": "The soup was cold."],
            ],
        ]
        let group = try show("createGroup", .post("\(base)/groups", json: tagged))
        captures["group_id"] = try id(group)
        let file = TestRequest("POST", "\(base)/groups/upload")
        try show(
            "uploadGroupFile",
            file.multipart(.file("file", "rows.csv", Array("text,stars\nGood,5\nBad,\n".utf8))))
        try show(
            "uploadGroupFile", file.multipart(.file("file", "rows.csv", Self.csv)),
            as: "deepopinion/uploadGroupFile response 2")
        try show(
            "connectGroupExternalSource",
            TestRequest("POST", "\(base)/groups/external-source").multipart(
                .field("credential_id", "1"), .field("source", "tickets"), .field("parameters", "{}")))
        try world.runUntilIdle()
        try read("getGroup")
        try read("listGroups")
        try show("updateGroup", .put("\(base)/groups/\(id(group))", json: ["name": "Reviews of May"]))
        let documents = try read("listGroupDocuments", query: "details=segments,tags")
        ownCaptures["getGroupDocument"] = ["document_id": try #require(documents[0, "id"]?.int?.description)]
        try read("getGroupDocument", query: "details=segments,tags")
    }

    // MARK: - Sessions, models, analyses

    private static let reviews: [(String, String, String)] = [
        ("The room was clean and quiet", "room", "POS"), ("A large room with a soft bed", "room", "POS"),
        ("Our room had a broken bed", "room", "NEG"), ("The bed in the room was hard", "room", "NEG"),
        ("A quiet room with a view", "room", "POS"), ("The room smelled of smoke", "room", "NEG"),
        ("The food was cold", "food", "NEG"), ("Breakfast was good and fresh", "food", "POS"),
        ("The soup at dinner was salty", "food", "NEG"), ("Fresh food and good coffee", "food", "POS"),
        ("Dinner was cold and breakfast late", "food", "NEG"), ("The coffee was good", "food", "POS"),
    ]

    static var labelled: JSON {
        .array(
            reviews.map { text, className, label in
                [
                    "text": .string(text),
                    "segments": [
                        ["text": .string(text), "tags": [["class": .string(className), "label": .string(label)]]]
                    ],
                ]
            })
    }

    private func showSessions() throws {
        let sessions = "\(base)/annotations"
        let made = try show(
            "createLabelingSession", .post(sessions, json: ["name": "First", "documents": Self.labelled]))
        captures["annotation_id"] = try id(made)
        let file = TestRequest("POST", "\(sessions)/upload")
        try show("uploadLabelingFile", file.multipart(.file("file", "labels.csv", Self.csv)))
        try show(
            "connectLabelingExternalSource",
            TestRequest("POST", "\(sessions)/external-source").multipart(
                .field("credential_id", "1"), .field("source", "tickets"), .field("parameters", "{}")))
        try world.runUntilIdle()
        try show("updateLabelingSession", .put("\(sessions)/\(id(made))", json: ["name": "First reviews"]))
        try read("getLabelingSession")
        try read("listLabelingSessions")
        let documents = try read("listLabelingDocuments", query: "details=segments,tags")
        func place(_ number: Int) throws -> [String: String] {
            [
                "document_id": try #require(documents["documents", .index(number), "id"]?.int?.description),
                "segment_id": try #require(
                    documents["documents", .index(number), "segments", 0, "id"]?.int?.description),
                "page": "0",
            ]
        }
        ownCaptures["getLabelingDocument"] = try place(0)
        try read("getLabelingDocument", query: "details=segments,tags")
        for (number, operation) in ["annotateDocument", "annotatePage", "annotateSegment"].enumerated() {
            ownCaptures[operation] = try place(number)
            try show(operation, .post(try path(of: operation), json: ["name": "ANNOTATED"]))
        }
    }

    private func showModels() throws {
        let made = try show(
            "trainModel",
            .post(
                "\(base)/models",
                json: [
                    "display_name": "Hotel model", "annotation_ids": [.int(Int(captures["annotation_id"] ?? "") ?? 0)],
                ]))
        captures["model_id"] = try id(made)
        try world.runUntilIdle()
        let words: JSON = ["short_description": "Hotel", "long_description": "Reviews of hotels"]
        try show("updateModel", .put("/models/\(id(made))", json: words))
        try show("updateProjectModel", .put("\(base)/models/\(id(made))", json: words))
        for operation in [
            "getModel", "getProjectModel", "listModels", "listWorkspaceModelsByName", "listProjectModels",
        ] {
            try read(operation)
        }
        let file = try prepare(.get("/models/\(id(made))/download"))
        try show(
            "uploadModel",
            TestRequest("POST", "/models/upload").multipart(
                .field("display_name", "Copy"), .field("name", "copy"), .file("file", "copy.model", file.body)))
        modelFile = file.body
    }

    private var modelFile: [UInt8] = []

    private func showAnalyses() throws {
        let model = Int(captures["model_id"] ?? "") ?? 0
        let documents: JSON = [["text": "The room was quiet. The soup was cold."], ["text": "Good coffee"]]
        let made = try show(
            "createAnalysis",
            .post(
                "/analyses",
                json: ["name": "May", "model_id": .int(model), "documents": documents, "split": true]))
        captures["analysis_id"] = try id(made)
        try show(
            "uploadAnalysisFile",
            TestRequest("POST", "/analyses/upload").multipart(.file("file", "rows.csv", Self.csv)))
        try world.runUntilIdle()
        try show("updateAnalysis", .put("/analyses/\(id(made))", json: ["name": "May reviews"]))
        for operation in ["getAnalysis", "listAnalyses", "listModelAnalyses"] { try read(operation) }
        try read("listProjectAnalyses", query: "details=segments,tags")
        try read("listAnalysisDocuments", query: "details=segments,tags")
        try show("analyze", .post("/analyze", json: ["model_id": .int(model), "documents": documents, "split": true]))
    }

    private func showCorrections() throws {
        let model = Int(captures["model_id"] ?? "") ?? 0
        let made = try show(
            "createCorrection", .post("\(base)/corrections", json: ["model_id": .int(model), "name": "Check"]))
        captures["correction_id"] = try id(made)
        try world.runUntilIdle()
        try read("getCorrection")
        try read("listCorrections")
        let documents = try read("listCorrectionDocuments", query: "details=segments,tags")
        ownCaptures["correctSegment"] = [
            "document_id": try #require(documents["documents", 0, "id"]?.int?.description),
            "segment_id": try #require(documents["documents", 0, "segments", 0, "id"]?.int?.description),
        ]
        try show("correctSegment", .post(try path(of: "correctSegment"), json: ["name": "ANNOTATED"]))
    }

    // MARK: - Extraction and the rest

    private func showExtraction() throws {
        let project = try id(prepare(.post("/projects", json: ["name": "Invoices", "type": "CLASSLABEL"])))
        try prepare(.post("/projects/\(project)/classes", json: ["name": "paper"]))
        for name in ["invoice_number", "total", "date"] {
            try prepare(.post("/projects/\(project)/labels", json: ["name": .string(name)]))
        }
        let documents: JSON = [
            [
                "text": "Invoice 1",
                "segments": [["text": "Invoice 1", "tags": [["class": "paper", "label": "invoice_number"]]]],
            ],
            ["text": "Sum", "segments": [["text": "Sum", "tags": [["class": "paper", "label": "total"]]]]],
        ]
        try prepare(.post("/projects/\(project)/annotations", json: ["documents": documents]))
        try world.runUntilIdle()
        let model = try id(prepare(.post("/projects/\(project)/models", json: ["display_name": "Invoices"])))
        try world.runUntilIdle()
        let place = ["project_id": project, "model_id": model]
        ownCaptures["extract"] = place
        let hitl: JSON = [
            "name": "Check", "description": "Invoices", "model_id": .int(Int(model) ?? 0), "is_live": true,
            "assigned_user_id": 1, "webhook_url": "http://example.test/hook",
        ]
        let made = try show("createHitl", .post("/projects/\(project)/hitls", json: hitl))
        for operation in ["listHitls", "createHitl", "getHitl", "updateHitl", "assignHitl", "listHitlReviews"] {
            ownCaptures[operation] = ["project_id": project, "hitl_id": try id(made)]
        }
        try show("updateHitl", .put(try path(of: "updateHitl"), json: ["name": "Check all"]))
        try show("assignHitl", TestRequest("PATCH", try path(of: "assignHitl")).json(["assigned_user_id": 1]))
        try show(
            "extract",
            TestRequest("POST", try path(of: "extract") + "?return_bboxes=True&return_annotated_pages=True")
                .multipart(.file("file", "invoice.pdf", Self.invoice)))
        for operation in ["listHitls", "getHitl"] { try read(operation) }
        let reviews = try prepare(.get(try path(of: "listHitlReviews")))
        ownCaptures["getProjectTask"] = [
            "project_id": project, "task_id": try #require(reviews[0, "task_id"]?.int?.description),
        ]
        try read("getProjectTask")
        try read("listHitlReviews", query: "with_full_data=true")
    }

    private func showRest() throws {
        try show("updateProject", .put(base, json: ["name": "Hotels"]))
        try read("getProject")
        try read("listProjects", query: "details=true")
        try show("cloneProject", .post("\(base)/clone", json: ["organization_id": 1]))
        try world.runUntilIdle()
        let notifications = try read("listNotifications")
        captures["notification_id"] = try #require(notifications[0, "id"]?.int?.description)
        try read("getNotification")
        try show(
            "updateNotification", .put(try path(of: "updateNotification"), json: ["read": "2026-01-31T12:00:00Z"]))
    }

    // MARK: - Requests

    private func number(_ capture: String) -> JSON { .int(Int(captures[capture] ?? "") ?? 0) }

    private func prepareRequests() {
        prepareAccountRequests()
        prepareProjectRequests()
        prepareModelRequests()
        let hitl: () -> PreparedRequest = { [unowned self] in
            PreparedRequest(values: [
                "model_id": .int(Int(ownCaptures["extract"]?["model_id"] ?? "") ?? 0),
                "webhook_url": "http://example.test/hook",
            ])
        }
        for operation in ["createHitl", "updateHitl", "assignHitl"] { requests[operation] = hitl }
        for operation in [
            "annotateDocument", "annotatePage", "annotateSegment", "correctSegment", "updateAnalysis",
            "updateNotification",
        ] {
            requests[operation] = { PreparedRequest() }
        }
        requests["extract"] = { PreparedRequest(files: ["file": ("invoice.pdf", Self.invoice)]) }
    }

    private func prepareAccountRequests() {
        requests["register"] = { [unowned self] in
            PreparedRequest(values: ["email": .string("new\(next())@deepmock.test"), "password": "long enough"])
        }
        requests["login"] = {
            PreparedRequest(values: ["email": "demo@deepmock.test", "password": "demo-password"])
        }
        requests["requestPasswordReset"] = { PreparedRequest(values: ["email": "ada@deepmock.test"]) }
        requests["resetPassword"] = { [unowned self] in
            try prepare(.post("/password/email", json: ["email": "ada@deepmock.test"]))
            return PreparedRequest(values: [
                "reset_password_token": try mailedToken("ada@deepmock.test"), "password": "longer enough",
            ])
        }
        requests["updateUser"] = { [unowned self] in
            let person = try register()
            return PreparedRequest(
                captures: ["user_id": person.id],
                values: ["email": .string("changed\(next())@deepmock.test"), "password": "long enough"],
                token: person.token)
        }
        requests["updateUserPermissions"] = { [unowned self] in
            PreparedRequest(captures: ["user_id": try person()])
        }
        for operation in ["createWorkspace", "updateWorkspace"] {
            requests[operation] = { [unowned self] in PreparedRequest(values: ["name": .string("Workspace \(next())")])
            }
        }
        requests["setDefaultWorkspace"] = { PreparedRequest() }
        requests["inviteUsers"] = { [unowned self] in
            PreparedRequest(values: ["emails": [.string("invited\(next())@deepmock.test")]])
        }
        requests["acceptInvitation"] = { [unowned self] in
            let email = "guest\(next())@deepmock.test"
            try prepare(
                .post("/organizations/1/users/invite", json: ["role": "USER", "emails": [.string(email)]]))
            return PreparedRequest(values: [
                "token": try mailedToken(email), "email": .string(email), "password": "long enough",
            ])
        }
        requests["addWorkspacePermission"] = { [unowned self] in
            PreparedRequest(values: ["user_id": .int(Int(try person()) ?? 0)])
        }
        requests["updateWorkspacePermission"] = { PreparedRequest() }
    }

    private func prepareProjectRequests() {
        requests["createProject"] = { [unowned self] in PreparedRequest(values: ["name": .string("Project \(next())")])
        }
        requests["updateProject"] = { [unowned self] in
            let project = try prepare(.post("/projects", json: ["name": .string("Empty \(next())"), "type": "CLASS"]))
            return PreparedRequest(
                captures: ["project_id": try id(project)], values: ["name": .string("Hotel \(next())")])
        }
        requests["transferProject"] = { [unowned self] in
            let project = try prepare(.post("/projects", json: ["name": .string("Moving \(next())"), "type": "CLASS"]))
            return PreparedRequest(
                captures: ["project_id": try id(project)], values: ["organization_id": number("other_workspace")])
        }
        requests["cloneProject"] = { PreparedRequest(values: ["organization_id": 1]) }
        for operation in ["createDocument", "updateDocument"] {
            requests[operation] = { PreparedRequest(values: ["text": "A text", "segments.text": "A text"]) }
        }
        requests["uploadDocuments"] = { [unowned self] in PreparedRequest(values: ["id": .int(10_000 + next())]) }
        requests["createGroup"] = { [unowned self] in
            let file = try prepare(
                TestRequest("POST", "\(base)/groups/upload").multipart(.file("file", "rows.csv", Self.csv)))
            return PreparedRequest(values: [
                "file_id": file.json["id"] ?? .null, "credential_id": 1, "source": "tickets", "column": 0,
                "column_name": "text", "documents.id": .int(20_000 + next()),
            ])
        }
        requests["updateGroup"] = { [unowned self] in
            PreparedRequest(values: [
                "document_ids": [number("document_id")], "documents.id": number("group_id"),
                "documents.project_id": number("project_id"), "documents.source": "UPLOAD",
                "documents.status": "CREATED",
            ])
        }
        for operation in ["uploadGroupFile", "uploadAnalysisFile", "uploadLabelingFile"] {
            requests[operation] = { PreparedRequest(files: ["file": ("rows.csv", Self.csv)]) }
        }
        for operation in ["connectGroupExternalSource", "connectLabelingExternalSource"] {
            requests[operation] = { PreparedRequest(values: ["credential_id": 1, "source": "tickets"]) }
        }
        for operation in ["addClass", "addClasses", "updateClass"] {
            requests[operation] = { [unowned self] in
                PreparedRequest(values: ["name": .string("Class \(next())"), "id": .int(30_000 + next())])
            }
        }
        requests["uploadClasses"] = { [unowned self] in
            PreparedRequest(files: ["file": ("classes.csv", Array("name\nClass \(next())\n".utf8))])
        }
        for operation in ["addLabel", "updateLabel"] {
            requests[operation] = { [unowned self] in PreparedRequest(values: ["name": .string("Label \(next())")]) }
        }
        requests["updateLabelByName"] = { [unowned self] in
            let name = "Label \(next())"
            try prepare(.post("\(base)/labels", json: ["name": .string(name)]))
            return PreparedRequest(
                captures: ["name": "Label%20\(name.split(separator: " ")[1])"],
                values: ["name": .string("Label \(next())")])
        }
        let tagged: [String: JSON] = [
            "documents.segments.span": [0, 6], "documents.segments.tags.class": "room",
            "documents.segments.tags.label": "POS", "classes": ["room", "food"], "labels": ["POS", "NEG"],
        ]
        requests["createLabelingSession"] = { [unowned self] in
            let file = try prepare(
                TestRequest("POST", "\(base)/annotations/upload").multipart(
                    .field("show_preview", "true"), .file("file", "labels.csv", Self.csv)))
            return PreparedRequest(
                values: tagged.merging([
                    "document_ids": [number("document_id")], "file_id": file.json["id"] ?? .null,
                    "column_mapping": ["text": "text", "label": "label", "class": "class"], "credential_id": 1,
                    "source": "tickets", "sample_size": 2,
                ]) { $1 })
        }
        requests["updateLabelingSession"] = { [unowned self] in
            PreparedRequest(values: tagged.merging(["document_ids": [number("document_id")]]) { $1 })
        }
    }

    private func prepareModelRequests() {
        requests["createCorrection"] = { [unowned self] in
            PreparedRequest(values: ["model_id": number("model_id"), "sample_size": 2])
        }
        let change: () throws -> PreparedRequest = { [unowned self] in
            PreparedRequest(values: [
                "id": number("model_id"), "name": .string("model_\(next())"), "project_id": number("project_id"),
                "status": "READY", "created": "2026-01-01T00:00:00Z",
            ])
        }
        requests["updateModel"] = change
        requests["updateProjectModel"] = change
        requests["trainModel"] = { [unowned self] in
            PreparedRequest(values: [
                "name": .string("trained_\(next())"), "base_id": number("model_id"),
                "annotation_ids": [number("annotation_id")], "trainset_annotation_ids": [number("annotation_id")],
                "testset_annotation_ids": [number("annotation_id")],
            ])
        }
        requests["uploadModel"] = { [unowned self] in
            PreparedRequest(
                values: ["name": .string("upload_\(next())")], files: ["file": ("copy.model", modelFile)])
        }
        requests["createAnalysis"] = { [unowned self] in
            let file = try prepare(
                TestRequest("POST", "/analyses/upload").multipart(.file("file", "rows.csv", Self.csv)))
            return PreparedRequest(values: [
                "file_id": file.json["id"] ?? .null, "column": 0, "column_name": "text",
                "documents.id": .int(40_000 + next()),
            ])
        }
        requests["analyze"] = { [unowned self] in PreparedRequest(values: ["model_id": number("model_id")]) }
    }
}
