// A data directory that is made once and copied for each run of a test.

import Emulator
import Foundation
import TestSupport

/// A stored world in which nothing has happened yet, left by a process that was killed: with a write-ahead log.
struct StoredWorld {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
        let original = try TestFolder()
        let world = try World(directory: original.path)
        try Self.copy(original.path, to: folder.path)
        world.emulator.close()
    }

    /// Calls `body` with the path of a copy, which is gone afterwards.
    func copied<T>(_ body: (String) throws -> T) throws -> T {
        let copy = try TestFolder()
        try Self.copy(folder.path, to: copy.path)
        return try body(copy.path)
    }

    private static func copy(_ path: String, to target: String) throws {
        try FileManager.default.removeItem(atPath: target)
        try FileManager.default.copyItem(atPath: path, toPath: target)
    }
}
