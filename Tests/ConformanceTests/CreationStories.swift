// What must be there before an operation can create something: a project, a dataset, a finished job.

import Emulator
import JSON
import TestSupport
import Testing

/// Requests that create, for operations whose smallest request needs more than a fresh tenant has.
struct CreationStories {
    let world: World

    /// Ids of records, made at most once a world.
    private final class Made {
        var ids: [String: JSON] = [:]
    }
    private let known = Made()

    init(_ world: World) {
        self.world = world
    }

    /// Sends a request and answers the member of its answer.
    private func made(_ name: String, _ member: String = "id", _ request: () throws -> TestRequest) throws -> JSON {
        if let id = known.ids[name] { return id }
        let answer = try world.send(request())
        #expect((200..<300).contains(answer.status), "\(name): \(answer.text.prefix(300))")
        try world.runUntilIdle()
        let id = try #require(answer.json[member], "\(name): \(answer.text.prefix(300))")
        known.ids[name] = id
        return id
    }

    private func text(_ id: JSON) -> String { id.string ?? id.description }

    // MARK: - DeepVA

    /// A request that creates with that operation; nil when its smallest request will do.
    func request(_ operation: String) throws -> TestRequest? {
        switch operation {
        case "deepva/createBatchReport": TestRequest.post("/api/v1/batches/\(text(try batch()))/report/").key()
        case "deepva/createClass": try classRequest()
        case "deepva/createExport":
            TestRequest.post(
                "/api/v1/exports/",
                json: ["strategy": "basic_dataset_export", "config": ["dataset_id": try dataset()]]
            ).key()
        case "deepva/createImage":
            TestRequest.post(
                "/api/v1/datasets/\(text(try dataset()))/classes/\(text(try made("class") { try classRequest() }))/images/",
                json: ["file_uri": try file()]
            ).key()
        case "deepva/createTraining":
            TestRequest.post(
                "/api/v1/trainings/", json: ["source_dataset_id": try dataset(), "output_model_name": "chosen"]
            ).key()
        case "deepva/createTranscript": try transcriptRequest()
        case "deepva/createVariant":
            TestRequest.post(
                "/api/v1/transcripts/\(text(try transcript()))/variants", json: ["language": "french"]
            ).key()
        case "deepva/createVersion": try versionRequest()
        case let name where name.hasPrefix("deepopinion/"): try studioRequest(name)
        case "deepen-tools/createIssue":
            TestRequest.post(
                "/api/v2/datasets/\(text(try toolsDataset()))/issues",
                json: ["file_id": "a.png", "comment": "Too dark."]
            )
            .bearer()
        case "deepen-calibrate/uploadAndCalibrate":
            TestRequest.post("/api/v2/external/clients/demo/calibration_dataset").bearer().multipart(
                .file(
                    "file", "data.zip", type: "application/zip",
                    try TestArchive.zip([
                        ("config.json", Array(#"{"calibration_type":"lidar_camera_calibration"}"#.utf8)),
                        ("0.pcd", [1, 2, 3]),
                    ])))
        default: nil
        }
    }

    private func batch() throws -> JSON {
        try made("batch") { .post("/api/v1/batches/", json: ["name": "b"]).key() }
    }

    private func dataset() throws -> JSON {
        try made("dataset") { .post("/api/v1/datasets/", json: ["name": "d", "type": "face"]).key() }
    }

    private func classRequest() throws -> TestRequest {
        .post("/api/v1/datasets/\(text(try dataset()))/classes/", json: ["label": "somebody"]).key()
    }

    private func file() throws -> JSON {
        try made("file", "url") {
            TestRequest.post("/api/v2/storage/").key().multipart(
                .field("folder", "/x/"), .file("file", "a.png", try TestArchive.fixture("picture.png")))
        }
    }

    private func transcriptRequest() throws -> TestRequest {
        let job = try made("job") {
            .post(
                "/api/v1/jobs/",
                json: ["sources": ["http://example.test/talk.mp3"], "modules": ["speech_recognition": [:]]]
            ).key()
        }
        return .post("/api/v1/transcripts", json: ["job_id": job]).key()
    }

    private func transcript() throws -> JSON { try made("transcript") { try transcriptRequest() } }

    private func versionRequest() throws -> TestRequest {
        let path = "/api/v1/transcripts/\(text(try transcript()))/variants"
        let variant = try world.send(.get(path).key())["data", 0, "id"]?.string ?? ""
        return .post("\(path)/\(variant)/versions", json: [:]).key()
    }

    // MARK: - Deepen AI tools

    private func toolsDataset() throws -> JSON {
        try made("tools", "dataset_id") {
            .post(
                "/api/v2/clients/demo/datasets",
                json: [
                    "dataset_name": "yard", "dataset_type": "images",
                    "files": [["file_size": 3, "file_type": "application/zip"]],
                ]
            ).bearer()
        }
    }

    // MARK: - Studio

    private static let reviews = [
        ("The room was clean and quiet", "room"), ("A large room with a soft bed", "room"),
        ("The food was cold", "food"), ("Breakfast was good and fresh", "food"),
    ]

    private func studio(_ request: TestRequest) -> TestRequest { request.bearer("default:chosen") }

    private func project() throws -> String {
        try "/projects/"
            + text(made("project") { studio(.post("/projects", json: ["name": "Reviews", "type": "CLASS"])) })
    }

    private func session() throws -> String {
        let base = try project()
        let id = try made("session") {
            for name in ["room", "food"] {
                try world.send(studio(.post("\(base)/classes", json: ["name": .string(name)])))
            }
            return studio(.post("\(base)/annotations", json: ["name": "Labelled", "documents": documents]))
        }
        return "\(base)/annotations/\(text(id))"
    }

    private var documents: JSON {
        .array(
            Self.reviews.map { review in
                [
                    "text": .string(review.0),
                    "segments": [["text": .string(review.0), "tags": [["class": .string(review.1)]]]],
                ]
            })
    }

    private func model() throws -> JSON {
        _ = try session()
        let base = try project()
        return try made("model") { studio(.post("\(base)/models", json: ["display_name": "First"])) }
    }

    /// The first segment of a session's first document.
    private func segment(of session: String) throws -> String {
        let list = try world.send(studio(.get("\(session)/documents?details=tags")))
        let document = try #require(list["documents", 0], "\(list.text.prefix(300))")
        let segment = try #require(document["segments"]?[0]?["id"])
        return "\(session)/documents/\(text(document["id"] ?? 0))/segments/\(text(segment))"
    }

    private func form(_ path: String) -> TestRequest {
        studio(.post(path)).multipart(.field("credential_id", "1"), .field("source", "tickets"))
    }

    private func table(_ path: String) -> TestRequest {
        studio(.post(path)).multipart(.file("file", "a.csv", Array("text\nA clean room\nCold soup\n".utf8)))
    }

    private func studioRequest(_ operation: String) throws -> TestRequest? {
        let base = try project()
        switch operation {
        case "deepopinion/addClass": return studio(.post("\(base)/classes", json: ["name": "chosen"]))
        case "deepopinion/addLabel":
            let labels = try made("labels") { studio(.post("/projects", json: ["name": "L", "type": "LABEL"])) }
            return studio(.post("/projects/\(text(labels))/labels", json: ["name": "chosen"]))
        case "deepopinion/addProductKey": return studio(.post("/users/1/keys", json: ["name": "chosen"]))
        case "deepopinion/addSegmentTag":
            return studio(.post("\(try segment(of: session()))/tags", json: ["class": "food"]))
        case "deepopinion/addCorrectionTag":
            let correction = try made("correction") { try correctionRequest() }
            let segment = try segment(of: "\(base)/corrections/\(text(correction))")
            return studio(.post("\(segment)/tags", json: ["class": "food"]))
        case "deepopinion/addWorkspacePermission":
            let other = try world.send(
                .post("/auth/register", json: ["email": "other@deepmock.test", "password": "long enough"]))
            let status = try world.send(.get("/auth/status").bearer(other["auth_token"]?.string ?? ""))
            return studio(
                .post(
                    "/organizations/1/permissions", json: ["role": "USER", "user_id": status["data", "user_id"] ?? 0]))
        case "deepopinion/cloneProject":
            return studio(.post("\(base)/clone", json: ["organization_id": 1]))
        case "deepopinion/connectGroupExternalSource": return form("\(base)/groups/external-source")
        case "deepopinion/connectLabelingExternalSource": return form("\(base)/annotations/external-source")
        case "deepopinion/createCorrection": return try correctionRequest()
        case "deepopinion/createDocument": return studio(.post("\(base)/documents", json: ["text": "A clean room"]))
        case "deepopinion/createGroup":
            return studio(.post("\(base)/groups", json: ["documents": [["text": "A clean room"]]]))
        case "deepopinion/createHitl":
            _ = try model()
            return studio(.post("\(base)/hitls", json: ["name": "chosen"]))
        case "deepopinion/createLabelingSession":
            _ = try session()
            return studio(.post("\(base)/annotations", json: ["name": "chosen", "documents": documents]))
        case "deepopinion/trainModel":
            _ = try session()
            return studio(.post("\(base)/models", json: ["display_name": "chosen"]))
        case "deepopinion/uploadAnalysisFile": return table("/analyses/upload")
        case "deepopinion/uploadGroupFile": return table("\(base)/groups/upload")
        case "deepopinion/uploadModel":
            let file = try world.send(studio(.get("/models/\(text(try model()))/download"))).body
            return studio(.post("/models/upload")).multipart(
                .field("display_name", "Copy"), .file("file", "copy.model", file))
        default: return nil
        }
    }

    private func correctionRequest() throws -> TestRequest {
        let model = try model()
        return studio(.post("\(try project())/corrections", json: ["model_id": model]))
    }
}
