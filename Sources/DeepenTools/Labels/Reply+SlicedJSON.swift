// Answers with tens of thousands of rows, written in slices with other requests served in between.

import Emulator
import JSON

extension Reply {
    /// Rows that are written at a time; a shorter answer is written at once.
    static let sliceRows = 1000

    /// A JSON document, written in slices.
    ///
    /// - Parameters:
    ///   - check: throws when the record that is written was deleted since the last slice.
    ///   - write: writes about ``sliceRows`` further rows; true when the document is complete.
    static func slicedJSON(
        check: @escaping () throws -> Void = {}, inSlices write: @escaping (inout JSONWriter) throws -> Bool
    ) throws -> Reply {
        var writer = JSONWriter(reserving: 1024)
        if try write(&writer) { return .json { $0 = writer } }
        return .slices {
            try check()
            return try write(&writer) ? .done(.json { $0 = writer }) : .growing(writer.count)
        }
    }

    /// An object of arrays, written in slices.
    ///
    /// - Parameter rows: for each member, a function that writes the next rows, at most ``sliceRows``, and returns how
    ///   many there were.
    static func lists(
        _ rows: [(key: String, write: (inout JSONWriter) throws -> Int)], check: @escaping () throws -> Void = {}
    ) throws -> Reply {
        var rest = rows[...]
        var isBegun = false
        var isInside = false
        return try slicedJSON(check: check) { writer in
            if !isBegun { writer.beginObject() }
            isBegun = true
            while let list = rest.first {
                if !isInside {
                    writer.key(list.key)
                    writer.beginArray()
                    isInside = true
                }
                guard try list.write(&writer) < sliceRows else { return false }
                writer.endArray()
                isInside = false
                rest.removeFirst()
            }
            writer.endObject()
            return true
        }
    }
}
