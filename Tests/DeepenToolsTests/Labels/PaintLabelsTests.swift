// Tests of paint labels: bytes in and out as zlib streams, the metadata in its place.

import Emulator
import JSON
import Store
import TestSupport
import Testing
import Zlib

@Suite("Deepen tools: paint labels")
struct PaintLabelsTests {
    private static let profile: JSON = [
        "profile_name": "p",
        "features": [
            "3d_point": ["label_category_ids": ["road", "straße"]],
            "3d_instance_point": ["label_category_ids": ["car"]],
            "box": ["label_category_ids": ["car"]],
        ],
    ]

    private func pack(_ bytes: [UInt8]) -> [UInt8] {
        let writer = ZlibWriter()
        writer.append(bytes)
        return writer.finish()
    }

    private func unpack(_ bytes: [UInt8]) throws -> [UInt8] {
        var input = bytes
        var output: [UInt8] = []
        try ZlibReader.read(
            next: {
                defer { input = [] }
                return input
            },
            { piece in
                output += piece
                return true
            })
        return output
    }

    private func save(
        _ tools: ToolsWorld, _ path: String, _ body: [UInt8], metadata: String?, type: String = "3d_point",
        query: String = ""
    ) throws -> TestAnswer {
        var request = TestRequest("POST", "\(path)/label_types/\(type)/paint_labels\(query)").bearer()
        if let metadata { request = request.header("paint-metadata", metadata) }
        return try tools.world.send(body.isEmpty ? request : request.raw(body, type: "application/octet-stream"))
    }

    private let metadata = #"{"format":"pako_compressed","paint_categories":["road","x"],"frame_sizes":[3,4]}"#

    @Test("an unpainted dataset is all zeros, with the metadata as fourth header in ASCII")
    func blank() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(2, profile: Self.profile)
        let answer = try tools.get("\(path)/label_types/3d_point/paint_labels?stageId=QA&sensor_id=lidar")
        #expect(answer.status == 200)
        #expect(try unpack(answer.body) == [UInt8](repeating: 0, count: 7))
        #expect(answer.headers.prefix(4).map(\.name) == ["Server", "Date", "Content-Type", "paint-metadata"])
        #expect(answer.header("Content-Type") == "text/html; charset=utf-8")
        #expect(
            answer.header("paint-metadata")
                == #"{"format":"pako_compressed","paint_categories":["road","stra\u00dfe"],"frame_sizes":[3,4]}"#)
        try DownloadCheck.run(
            tools.world, .get("\(path)/label_types/3d_instance_point/paint_labels").bearer(), isDated: false)
        let instances = try tools.get("\(path)/label_types/3d_instance_point/paint_labels")
        #expect(try unpack(instances.body).count == 21)
        let one = try tools.get("\(path)/files/1.pcd/label_types/3d_point/paint_labels")
        #expect(try unpack(one.body).count == 4)
        #expect(one.header("paint-metadata")?.hasSuffix(#""frame_sizes":[4]}"#) == true)
    }

    @Test("what is stored comes back, for all frames and for one")
    func roundTrip() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(2, profile: Self.profile)
        let bytes: [UInt8] = [0, 1, 2, 2, 1, 0, 1]
        let saved = try save(tools, path, pack(bytes), metadata: metadata)
        #expect(saved.status == 200)
        #expect(saved.body.isEmpty)
        let read = try tools.get("\(path)/label_types/3d_point/paint_labels")
        #expect(try unpack(read.body) == bytes)
        #expect(read.header("paint-metadata") == metadata)
        let one = try tools.get("\(path)/files/1.pcd/label_types/3d_point/paint_labels")
        #expect(try unpack(one.body) == [2, 1, 0, 1])
    }

    @Test("instances have three planes, and a frame is cut out of each")
    func planes() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(2, profile: Self.profile)
        let bytes: [UInt8] = [1, 1, 0, 1, 0, 0, 1] + (10..<17) + (20..<27)
        let metadata = #"{"paint_categories":["car"],"frame_sizes":[3,4]}"#
        #expect(try save(tools, path, pack(bytes), metadata: metadata, type: "3d_instance_point").status == 200)
        let one = try tools.get("\(path)/files/0.pcd/label_types/3d_instance_point/paint_labels")
        #expect(try unpack(one.body) == [1, 1, 0, 10, 11, 12, 20, 21, 22])
    }

    @Test("raw bytes are packed; the last stage with paint counts unless one is asked for")
    func stages() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(2, profile: Self.profile)
        #expect(try save(tools, path, [1, 1, 1, 1, 1, 1, 1], metadata: metadata).status == 200)
        #expect(try save(tools, path, [2, 2, 2, 2, 2, 2, 2], metadata: metadata, query: "?stageId=QA").status == 200)
        func first(_ query: String) throws -> UInt8? {
            try unpack(tools.get("\(path)/label_types/3d_point/paint_labels\(query)").body).first
        }
        #expect(try first("") == 2)
        #expect(try first("?stageId=Labelling") == 1)
        #expect(try first("?sensor_id=camera_0") == 0)
        #expect(try save(tools, path, [0, 0, 0, 0, 0, 0, 0], metadata: metadata, query: "?stageId=QA").status == 200)
        #expect(try first("") == 0)
        #expect(try tools.world.tenant.database.scalarInt("SELECT count(*) FROM blobs") == 3)
        try tools.world.send(.delete(path).bearer())
        #expect(try tools.world.tenant.database.scalarInt("SELECT count(*) FROM blobs") == 0)
    }

    @Test("a label type that is not painted, or that the profile lacks, is a 404")
    func unknownTypes() throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(1, profile: Self.profile)
        for type in ["box", "2d_segmentation", "nothing"] {
            #expect(try tools.get("\(path)/label_types/\(type)/paint_labels").status == 404)
            #expect(try save(tools, path, [1], metadata: metadata, type: type).status == 404)
        }
        let free = try tools.clouds(1)
        #expect(try tools.get("\(free)/label_types/3d_point/paint_labels").status == 200)
    }

    @Test(
        "bodies and metadata that do not fit are a 400",
        arguments: [
            (nil, [0, 0, 0, 0, 0, 0, 0]), ("{", [0, 0, 0, 0, 0, 0, 0]),
            (#"{"paint_categories":["a"],"frame_sizes":[3]}"#, [0, 0, 0]),
            (#"{"paint_categories":["a"],"frame_sizes":[3,5]}"#, [0, 0, 0, 0, 0, 0, 0, 0]),
            (#"{"paint_categories":["a"],"frame_sizes":[3,-4]}"#, [0, 0, 0]),
            (#"{"paint_categories":["a"],"frame_sizes":[3,4]}"#, [0, 0, 0]),
            (#"{"paint_categories":["a"],"frame_sizes":[3,4]}"#, [0, 0, 0, 0, 0, 0, 2]),
            (#"{"paint_categories":[1],"frame_sizes":[3,4]}"#, [0, 0, 0, 0, 0, 0, 0]),
            (#"{"paint_categories":["a"],"frame_sizes":[3,4]}"#, []),
        ] as [(String?, [UInt8])])
    func badRequests(metadata: String?, bytes: [UInt8]) throws {
        let tools = try ToolsWorld()
        let path = try tools.clouds(2, profile: Self.profile)
        #expect(try save(tools, path, bytes, metadata: metadata).status == 400)
        #expect(try save(tools, path, pack(bytes), metadata: metadata).status == 400)
    }
}
