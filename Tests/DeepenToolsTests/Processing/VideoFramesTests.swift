// Tests of video datasets.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: videos")
struct VideoFramesTests {
    @Test("a video gives as many frames as its header says, or as the rate asks for", arguments: [nil, 5] as [Int?])
    func video(fps: Int?) throws {
        let tools = try ToolsWorld()
        let clip = try TestArchive.fixture("clip.mp4")
        var request: JSONObject = [
            "dataset_name": "v", "dataset_type": "video",
            "files": [["file_size": .int(clip.count), "file_type": "video/mp4"]],
        ]
        request["fps"] = fps.map(JSON.int)
        let made = try tools.create(.object(request))
        let path = "/api/v2/datasets/\(made["dataset_id"]?.string ?? "")"
        #expect(try tools.put(tools.target(made), clip).status == 200)
        #expect(try tools.post("\(path)/process_uploaded_data", ["file_name": "data.mp4"]).status == 200)
        try tools.world.runUntilIdle()
        let files = try tools.fileIDs(path)
        #expect(files.count == (fps == nil ? 50 : 10))
        #expect(files.first == "000000.png")
    }
}
