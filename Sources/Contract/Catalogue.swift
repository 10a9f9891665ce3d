// All operations and the router, read from the route index at start.

/// What must be known of the contracts at start: every operation and its route, and where to find the rest.
public final class Catalogue: Sendable {
    /// A range of bytes in one of the texts of the bundle.
    struct Piece: Sendable {
        let offset: Int
        let length: Int

        /// The bytes of the piece; nil if the text is too short.
        func bytes(of text: String) -> [UInt8]? {
            let utf8 = text.utf8
            guard let start = utf8.index(utf8.startIndex, offsetBy: offset, limitedBy: utf8.endIndex),
                let end = utf8.index(start, offsetBy: length, limitedBy: utf8.endIndex)
            else { return nil }
            return Array(utf8[start..<end])
        }
    }

    /// The file and the bytes of a component or an operation.
    struct Location: Sendable {
        let file: Int
        let piece: Piece
    }

    /// What is known about a platform.
    struct PlatformEntry: Sendable {
        let id: String
        let specified: Int
        let document: Piece
        var files: [String] = []
        var components: [(name: String, location: Location)] = []
        var operations: Range<Int>
    }

    /// What is known about an operation besides `Operation`.
    struct OperationEntry: Sendable {
        let location: Location
        let finalSlash: FinalSlash
        var aliases: [String] = []
        let host: (operation: Int, capture: String)?
    }

    /// Every operation, platform by platform.
    public let operations: [Operation]
    /// The router over every operation.
    public let router: Router
    let entries: [OperationEntry]
    let platformEntries: [PlatformEntry]

    /// Reads a route index.
    ///
    /// - Parameter routeIndex: the text `ContractBundle.routes`.
    /// - Throws: `ContractError` when the text is not a route index of this program's version.
    public init(routeIndex: String) throws(ContractError) {
        var reader = IndexReader()
        try reader.read(routeIndex)
        operations = reader.operations
        router = Router(reader.router)
        entries = reader.entries
        platformEntries = reader.platforms
    }

    /// The ids of the platforms, in the order of the index.
    public var platforms: [String] { platformEntries.map(\.id) }

    /// An operation by `platform/operationId`; nil if there is none.
    public func operation(named name: String) -> Operation? {
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let id = name[name.utf8.index(after: slash)...]
        return operations(of: String(name[..<slash])).first { $0.id == id }
    }

    /// The operations of a platform; empty if it is unknown.
    public func operations(of platform: String) -> ArraySlice<Operation> {
        platformEntries.first { $0.id == platform }.map { operations[$0.operations] } ?? []
    }

    /// The number of operations in the specification of a platform, whether or not the contract has them yet.
    public func specifiedOperations(of platform: String) -> Int {
        platformEntries.first { $0.id == platform }?.specified ?? 0
    }
}
