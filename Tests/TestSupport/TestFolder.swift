// A folder of its own for one test, gone with it.

import Foundation
import System

/// An empty folder that is removed with everything in it when nobody holds it any more.
public final class TestFolder {
    /// Where it is.
    public let path = NSTemporaryDirectory() + "/deepmock-test-\(UUID().uuidString)"

    /// Makes the folder.
    public init() throws {
        try Files.createDirectory(path)
    }

    deinit {
        try? Files.removeTree(path)
    }
}
