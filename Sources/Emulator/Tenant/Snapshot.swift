// A saved state of a world.

import Store
import System

/// A copy of a whole world: an immutable value, so it can be read on any thread.
public struct Snapshot: Sendable {
    /// Its name, spelled as tenants' are.
    public let name: String
    /// The tenant that was copied.
    public let tenant: String
    /// The time on the clock of that tenant.
    public let taken: Instant
    /// The database: data, schedule, identifiers, settings and credentials.
    public let image: [UInt8]
    /// Files that are too large for their rows. They share their bytes with the world until it drops them.
    public let files: [(id: String, payload: Payload)]

    /// A snapshot from its parts.
    public init(name: String, tenant: String, taken: Instant, image: [UInt8], files: [(id: String, payload: Payload)]) {
        self.name = name
        self.tenant = tenant
        self.taken = taken
        self.image = image
        self.files = files
    }

    /// Bytes of database and files together.
    public var size: Int { files.reduce(image.count) { $0 + $1.payload.count } }
}
