// What a process is in the middle of, kept where the next one finds it.

import System

/// A small file that names the task under way, so that a process that begins can tell which task the last one died in.
///
/// It outlives the process, not the machine: nothing is synced, since a task does not make a machine lose power.
public final class RunningNote {
    private static let length = 256
    private let file: File
    /// The task of the last note that another process left, and how many have died in it.
    private var found: (task: String, deaths: Int)?

    /// Opens the note at `path`, made when it is not there. A text that is no note counts as none.
    public init(opening path: String) throws(SystemError) {
        file = try File(opening: path, mode: .readWrite)
        let text = String(decoding: try file.read(at: 0, count: Self.length), as: UTF8.self)
        let words = text.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let deaths = Int(words[0]), deaths >= 0, deaths < 1000 else { return }
        found = (words[1].trimmed, deaths)
    }

    /// Notes that a task is begun.
    ///
    /// - Parameter task: what names it in every process; at most 240 bytes count.
    /// - Returns: how many processes have died in it.
    /// - Throws: ``SystemError`` when the note cannot be written.
    public func begin(_ task: String) throws(SystemError) -> Int {
        let task = String(decoding: task.utf8.prefix(240), as: UTF8.self)
        var deaths = 0
        if let found {
            deaths = found.task == task ? found.deaths + 1 : 0
            self.found = nil
        }
        try write("\(deaths) \(task)")
        return deaths
    }

    /// Notes that nothing is under way: the process is about to end well.
    public func clear() throws(SystemError) {
        try write("")
    }

    private func write(_ text: String) throws(SystemError) {
        var bytes = Array(text.utf8.prefix(Self.length))
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: Self.length - bytes.count)
        try file.write(bytes, at: 0)
    }
}

extension Substring {
    /// The text without spaces at its end.
    fileprivate var trimmed: String {
        let end = utf8.lastIndex { $0 != UInt8(ascii: " ") && $0 != 0 }
        return end.map { String(self[...$0]) } ?? ""
    }
}
