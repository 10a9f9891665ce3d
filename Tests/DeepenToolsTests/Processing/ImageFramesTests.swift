// Tests of datasets of pictures.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: pictures")
struct ImageFramesTests {
    @Test("pictures keep their folders, odd names and natural order")
    func images() throws {
        let picture = try TestArchive.fixture("picture.png")
        let archive = try TestArchive.zip([
            ("inner/10.png", picture), ("inner/9.png", picture), ("día 1/ä.jpg", Array("no picture".utf8)),
            ("notes.txt", [1]), ("odd", picture),
        ])
        let tools = try ToolsWorld()
        let path = try tools.processed(archive, type: "images", fileName: "data.zip")
        #expect(try tools.fileIDs(path) == ["día 1/ä.jpg", "inner/9.png", "inner/10.png", "odd"])
        #expect(try tools.get("\(path)/files")["files", 0, "sensors"] == ["sensor1"])
        #expect(try tools.get(path)["frame_sizes"] == nil)
    }

    @Test("sizes that cannot be right are not believed")
    func hugeSizes() throws {
        let size: [UInt8] = [0x7F, 0xFF, 0xFF, 0xFF]
        let picture = [0x89] + Array("PNG\r\n".utf8) + [0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + size + size
        let tools = try ToolsWorld()
        let path = try tools.processed(
            TestArchive.zip((0..<3).map { ("\($0).png", picture + [8, 2, 0, 0, 0]) }), type: "images",
            fileName: "data.zip")
        #expect(try tools.fileIDs(path).count == 3)
        #expect(try tools.get("\(path)/label_types/2d_segmentation/paint_labels").status == 200)
        let cloud = Array("POINTS 9223372036854775807\nDATA ascii\n".utf8)
        let clouds = try tools.processed(
            TestArchive.zip([("a.pcd", cloud), ("b.pcd", cloud)]), format: "default", fileName: "3d_data.zip")
        #expect(try tools.get(clouds)["frame_sizes"] == [0, 0])
        #expect(try tools.get("\(clouds)/label_types/3d_point/paint_labels").status == 200)
    }
}
