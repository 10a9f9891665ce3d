// The tour of DeepVA: stored files, jobs of three kinds, an evaluated dataset, a training, batches with a report.

import Formats
import JSON
import TestSupport
import Testing

final class DeepVATour: PrintedTour {
    private let video = "http://media.example.test/talk.mp4"

    init() throws {
        try super.init("deepva")
        try showStorage()
        try showJobs()
        try showDatasets()
        try showExports()
        try showDictionaries()
        try showGraph()
        try showBatches()
        prepareRequests()
    }

    // MARK: - Storage

    private func upload(_ name: String, folder: String, _ bytes: [UInt8]) throws -> TestAnswer {
        try show(
            "uploadStorage",
            TestRequest("POST", "/api/v2/storage/").multipart(.field("folder", folder), .file("file", name, bytes)))
    }

    private func showStorage() throws {
        let stored = try upload("photo.jpg", folder: "/", try TestArchive.fixture("photo.jpg"))
        captures["storage_id"] = try id(stored)
        _ = try upload("rows.csv", folder: "/tables/", try TestArchive.fixture("rows.csv"))
        for operation in ["listStorage", "getStorage", "getStorageFile", "getStorageThumbnail"] { try read(operation) }
        let other = try upload("gone.csv", folder: "/", Array("a,b".utf8))
        try read("deleteStorage", ["storage_id": id(other)])
    }

    // MARK: - Jobs

    private func startJob(_ body: JSON) throws -> String {
        try id(show("createJob", .post("/api/v1/jobs/", json: body)))
    }

    private func showJobs() throws {
        let stored = try #require(answers["deepva/uploadStorage response"]?.first?["url"])
        let picture = try startJob([
            "tag": "pictures", "sources": ["http://media.example.test/yard.jpg"],
            "modules": ["object_scene_recognition": ["model": "general"]],
        ])
        captures["job_id"] = picture
        try read("getJob")
        try world.runUntilIdle()
        for _ in 0..<2 {
            _ = try startJob(["sources": [.string(video)], "modules": ["face_recognition": ["model": "celebrities"]]])
        }
        try world.runUntilIdle()
        try read("getJob")
        func job(_ body: JSON) throws -> String { try id(prepare(.post("/api/v1/jobs/", json: body))) }
        let diversity = try job(["sources": [.string(video)], "modules": ["advanced_diversity_analysis": [:]]])
        let faces = try job([
            "sources": [stored], "modules": ["face_recognition": ["model": "celebrities", "max_distance": 0.5]],
        ])
        let speech = try job([
            "sources": ["https://media.example.test/talk.wav"],
            "modules": ["speech_recognition": ["dump_srt": true, "dump_docx": true]],
        ])
        try world.runUntilIdle()
        ownCaptures["listJobSummarizedResults"] = ["job_id": diversity]
        ownCaptures["listJobDetailedResults"] = ["job_id": faces]
        ownCaptures["listJobArtifacts"] = ["job_id": speech]
        let artifacts = try read("listJobArtifacts")
        ownCaptures["getJobArtifactFile"] = [
            "job_id": speech, "artifact_id": try #require(artifacts["data", 0, "id"]?.string),
        ]
        for operation in ["listJobSummarizedResults", "listJobDetailedResults", "getJobArtifactFile"] {
            try read(operation)
        }
        try read("listJobs", query: "tag=pictures")
        let doomed = try job(["sources": [.string(video)], "modules": ["face_recognition": [:]]])
        try read("deleteJob", ["job_id": doomed])
    }

    // MARK: - Datasets

    /// Stores a small picture of its own colour; its URL.
    private func picture(_ number: Int) throws -> JSON {
        let samples = [UInt8](repeating: UInt8(truncatingIfNeeded: number * 29), count: 8 * 8 * 3)
        let bitmap = try #require(Bitmap(width: 8, height: 8, layout: .rgb, samples: samples))
        let answer = try prepare(
            TestRequest("POST", "/api/v2/storage/").multipart(
                .field("folder", "/people/"), .file("file", "p\(number).png", PNGEncoder.encode(bitmap))))
        return try #require(answer["url"])
    }

    private func showDatasets() throws {
        let base = "/api/v1/datasets/"
        let dataset = try id(
            show("createDataset", .post(base, json: ["name": "Council", "description": "Members", "type": "face"])))
        captures["dataset_id"] = dataset
        try read("getDataset")
        let classes = "\(base)\(dataset)/classes/"
        let person = try id(show("createClass", .post(classes, json: ["label": "Ada Northbridge"])))
        try show("createClass", .post(classes, json: ["label": "Nobody yet"]))
        captures["class_id"] = person
        let images = "\(classes)\(person)/images/"
        for number in 0..<7 {
            let image = try show("createImage", .post(images, json: ["file_uri": picture(number)]))
            if number == 0 { captures["image_id"] = try id(image) }
        }
        for operation in ["getClass", "listClasses", "listImages", "getImage"] { try read(operation) }
        try prepare(.post("\(base)\(dataset)/evaluation/"))
        captures["cluster_name"] = "cluster_main"
        for operation in [
            "getDataset", "listDatasets", "listClusters", "getCluster", "listClusterImages", "listClasses", "getClass",
        ] {
            try read(operation)
        }
        try show("createTraining", .post("/api/v1/trainings/", json: training("Council faces")))
        try world.runUntilIdle()
        let other = try id(show("createClass", .post(classes, json: ["label": "Short"])))
        let image = try id(show("createImage", .post("\(classes)\(other)/images/", json: ["file_uri": picture(9)])))
        try read("deleteImage", ["class_id": other, "image_id": image])
        try read("deleteClass", ["class_id": other])
        let doomed = try show("createDataset", .post(base, json: ["name": "Old", "description": "", "type": "face"]))
        try read("deleteDataset", ["dataset_id": id(doomed)])
    }

    private func training(_ name: String) -> JSON {
        [
            "source_dataset_id": .string(captures["dataset_id"] ?? ""), "output_model_name": .string(name),
            "output_model_description": "All members", "output_model_changelog": "First", "config": [:],
        ]
    }

    // MARK: - Exports, dictionaries, graph

    private func showExports() throws {
        let config: JSON = [
            "strategy": "basic_dataset_export", "config": ["dataset_id": .string(captures["dataset_id"] ?? "")],
        ]
        captures["export_id"] = try id(show("createExport", .post("/api/v1/exports/", json: config)))
        try read("getExport")
        try world.runUntilIdle()
        for operation in ["getExport", "listExports"] { try read(operation) }
        let artifact = try #require(try read("listExportArtifacts")["data", 0, "id"]?.string)
        try read("getExportArtifactFile", ["artifact_id": artifact])
        ownCaptures["getExportArtifactFile"] = ["artifact_id": artifact]
    }

    private func showDictionaries() throws {
        func create(_ name: String) throws -> String {
            try id(
                show(
                    "createDictionary",
                    TestRequest("POST", "/api/v2/dictionaries/").multipart(
                        .field("name", name), .file("file", "words.txt", type: "text/plain", Array("one\ntwo".utf8)),
                        .field("language", "en"))))
        }
        captures["dictionary_id"] = try create("Words")
        for operation in ["listDictionaries", "getDictionary", "getDictionaryFile"] { try read(operation) }
        try read("deleteDictionary", ["dictionary_id": create("Gone")])
    }

    private func showGraph() throws {
        let nodes = try read("listGraphNodes", query: "limit=3&type=person")
        captures["node_id"] = try #require(nodes["data", 0, "id"]?.int?.description)
        captures["other_node_id"] = try #require(nodes["data", 1, "id"]?.int?.description)
        for operation in [
            "getGraphNode", "listGraphNodeAttributes", "listSimilarGraphNodes", "listRelatedGraphNodes",
            "compareGraphNodeAttributes", "listGraphAttributeDescriptions",
        ] {
            try read(operation)
        }
        for kind in ["asset", "subasset", "broadcast"] { try read("listGraphNodes", query: "type=\(kind)") }
        try read("getGraphSearchSuggestions", query: "attribute=name&query=a")
        queries["getGraphSearchSuggestions"] = "attribute=name&query=a"
        captures["format"] = "broadcast"
        captures["import_id"] = try id(
            show("createGraphImport", .post("/api/v1/knowledge-graph/import/broadcast", json: broadcasts)))
        try read("getGraphImport")
        try world.runUntilIdle()
        try read("getGraphImport")
        try read("listGraphNodes", query: "search=Evening")
    }

    private var broadcasts: JSON {
        [
            "apply_ner": false,
            "broadcasts": [
                [
                    "id": "tour-1", "date": "2026-02-03", "asset_id": nil, "title": "Evening talk", "description": nil,
                    "show": nil, "people": [["full_name": "Ada Northbridge"]],
                ]
            ],
        ]
    }

    // MARK: - Batches

    private func showBatches() throws {
        let base = "/api/v1/batches/"
        let top = try id(show("createBatch", .post(base, json: ["name": "Autumn"])))
        let child = try id(show("createBatch", .post(base, json: ["name": "October", "parent": .string(top)])))
        captures["batch_id"] = child
        try show(
            "createBatchesFromFiles",
            TestRequest("POST", "\(base)files/").multipart(
                .file("files", "a.txt", Array("http://media.example.test/a.mp4\n".utf8)), .field("parent_id", top)))
        for index in 0..<2 {
            try prepare(
                .post(
                    "/api/v1/jobs/",
                    json: [
                        "sources": [.string(index == 0 ? video : "http://media.example.test/other.mp4")],
                        "modules": ["advanced_diversity_analysis": [:]], "batch_id": .string(child),
                    ]))
        }
        try world.runUntilIdle()
        for operation in ["listBatches", "getBatch", "listBatchJobs"] { try read(operation) }
        ownCaptures["listSubBatches"] = ["batch_id": top]
        try read("listSubBatches")
        captures["report_id"] = try id(show("createBatchReport", .post("\(base)\(child)/report/")))
        try world.runUntilIdle()
        for operation in ["listReports", "getReport", "listReportItems"] { try read(operation) }
        let doomed = try id(show("createBatch", .post(base, json: ["name": "Old"])))
        let report = try id(show("createBatchReport", .post("\(base)\(doomed)/report/")))
        try world.runUntilIdle()
        try read("deleteReport", ["report_id": report])
        try read("deleteBatch", ["batch_id": doomed])
    }

    private func prepareRequests() {
        requests["createJob"] = {
            PreparedRequest(values: ["modules": ["face_recognition": ["model": "celebrities"]]])
        }
        requests["createDataset"] = { [unowned self] in
            PreparedRequest(values: ["name": .string("Dataset \(next())"), "type": "face"])
        }
        requests["createClass"] = { [unowned self] in PreparedRequest(values: ["label": .string("Person \(next())")]) }
        requests["createImage"] = { [unowned self] in PreparedRequest(values: ["file_uri": try picture(next())]) }
        requests["createTraining"] = { [unowned self] in
            PreparedRequest(values: [
                "source_dataset_id": .string(captures["dataset_id"] ?? ""),
                "output_model_name": .string("Model \(next())"),
            ])
        }
        requests["listStorage"] = { PreparedRequest(values: ["folder": "/tables/"]) }
        requests["uploadStorage"] = {
            PreparedRequest(values: ["folder": "/new/"], files: ["file": ("notes.txt", Array("a line".utf8))])
        }
        requests["createDictionary"] = { [unowned self] in
            PreparedRequest(
                values: ["name": .string("Words \(next())"), "language": "en"],
                files: ["file": ("words.txt", Array("one".utf8))])
        }
        for operation in ["listSimilarGraphNodes", "listRelatedGraphNodes", "listGraphAttributeDescriptions"] {
            requests[operation] = { PreparedRequest() }
        }
        requests["listGraphNodes"] = { PreparedRequest(values: ["type": "person"]) }
        requests["getGraphSearchSuggestions"] = {
            PreparedRequest(values: ["attribute": "name", "query": "a"])
        }
        requests["createGraphImport"] = { [unowned self] in
            PreparedRequest(values: ["broadcasts.id": .string("tour-import-\(next())")])
        }
        requests["createBatch"] = { PreparedRequest() }
        requests["createBatchesFromFiles"] = { [unowned self] in
            PreparedRequest(
                values: ["parent_id": .string(captures["batch_id"] ?? "")],
                files: ["files": ("b.txt", Array("http://media.example.test/b.mp4\n".utf8))])
        }
        requests["createExport"] = { [unowned self] in
            PreparedRequest(values: [
                "strategy": "basic_dataset_export", "config.dataset_id": .string(captures["dataset_id"] ?? ""),
            ])
        }
    }
}
