// A file that a module creates.

/// A file before it becomes an artifact of its job.
struct MadeFile: Sendable {
    let name: String
    let mediaType: String
    let bytes: [UInt8]
}
