// JSON answers that are written in slices.

import Emulator
import JSON

extension Reply {
    /// A JSON document that is written a slice at a time, so that a long one keeps nobody waiting.
    ///
    /// - Parameter slice: writes some more; returns whether that was all.
    static func sliced(status: Int = 200, _ slice: @escaping (inout JSONWriter) throws -> Bool) throws -> Reply {
        var writer = JSONWriter(reserving: 4096)
        if try slice(&writer) { return .json(status: status) { $0 = writer } }
        return .slices {
            guard try slice(&writer) else { return .growing(writer.count) }
            return .done(.json(status: status) { $0 = writer })
        }
    }
}
