// Which operations have been exercised: kept by tests, reported by the command line.

/// A set of exercised operations. Its text has one `platform/operationId` a line, so that several processes can append
/// to one file.
public struct CoverageRecord: Sendable {
    private var counts: [String: Int] = [:]

    /// Creates an empty record.
    public init() {}

    /// Counts one exercise of an operation.
    public mutating func count(_ operation: Operation) {
        counts[operation.name, default: 0] += 1
    }

    /// How often an operation was exercised.
    public func count(of operation: Operation) -> Int { counts[operation.name] ?? 0 }

    /// Adds the names of a text, one a line, ignoring empty lines. Unknown names are kept and do no harm.
    public mutating func merge(_ text: String) {
        for line in text.utf8.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            counts[String(Substring(line)), default: 0] += 1
        }
    }

    /// The names, sorted, one a line.
    public var text: String {
        counts.keys.sorted().map { $0 + "\n" }.joined()
    }

    /// The operations that were never exercised, in the order of the catalogue.
    ///
    /// - Parameter platform: the platform to look at; nil for all.
    public func missing(from catalogue: Catalogue, platform: String? = nil) -> [Operation] {
        catalogue.operations.filter { operation in
            (platform == nil || operation.platform == platform) && counts[operation.name] == nil
        }
    }
}
