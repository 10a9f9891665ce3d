// A folder of its own for each test, gone with it.

import Foundation
import System

final class TestFolder {
    let path = NSTemporaryDirectory() + "/deepmock-store-\(UUID().uuidString)"

    init() throws {
        try Files.createDirectory(path)
    }

    deinit {
        try? Files.removeTree(path)
    }
}
