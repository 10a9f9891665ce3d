// What the next process knows of the last one's task.

import Store
import System
import Testing

@Suite struct RunningNoteTests {
    private let folder: TestFolder
    private var path: String { folder.path + "/running" }

    init() throws {
        folder = try TestFolder()
    }

    private func died(in task: String) throws -> Int { try RunningNote(opening: path).begin(task) }

    @Test("deaths in one task are counted, and another task begins at none")
    func counts() throws {
        #expect(try died(in: "7 finish") == 0)
        #expect(try died(in: "7 finish") == 1)
        #expect(try died(in: "7 finish") == 2)
        #expect(try died(in: "8 finish") == 0)
        #expect(try died(in: "7 finish") == 0)
    }

    @Test("a task that the same process began before does not count, nor one before a good end")
    func goodEnds() throws {
        let note = try RunningNote(opening: path)
        _ = try note.begin("7 finish")
        #expect(try note.begin("7 finish") == 0)
        try note.clear()
        #expect(try died(in: "7 finish") == 0)
    }

    @Test("what is no note counts as none", arguments: ["", "x", "-1 a", "99999999999999999999 a", "1", "\u{0}\u{0}"])
    func damaged(text: String) throws {
        try File(opening: path, mode: .readWrite).write(Array(text.utf8), at: 0)
        #expect(try died(in: "a") == 0)
    }
}
