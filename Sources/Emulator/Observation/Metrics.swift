// Counters for monitoring. Counting a request takes a few additions; everything else is computed on demand.

import Contract

/// Counters of one process.
public struct Metrics: Sendable {
    /// The durations of requests.
    public struct Histogram: Sendable {
        /// Upper bounds of the buckets, in microseconds; one more bucket holds the rest.
        public static let bounds = [
            100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
            10_000_000,
        ]

        /// Requests in each bucket, not cumulative.
        public fileprivate(set) var counts = Array(repeating: 0, count: bounds.count + 1)
        /// The sum of all durations, in microseconds.
        public fileprivate(set) var sum = 0

        fileprivate mutating func add(_ microseconds: Int) {
            var bucket = 0
            while bucket < Self.bounds.count, microseconds > Self.bounds[bucket] { bucket += 1 }
            counts[bucket] += 1
            sum += microseconds
        }
    }

    /// Requests with one status.
    public struct StatusCount: Sendable {
        /// The status.
        public let status: Int
        /// The number of requests.
        public fileprivate(set) var count: Int
    }

    /// The platforms, in the order of ``histograms``.
    public let platforms: [String]
    /// Durations by platform.
    public private(set) var histograms: [Histogram]
    /// Bytes of request bodies.
    public private(set) var bytesIn = 0
    /// Bytes of answers' bodies.
    public private(set) var bytesOut = 0
    /// Transactions that were committed.
    public internal(set) var commits = 0
    /// Transactions that could not be committed.
    public internal(set) var failedCommits = 0
    /// By operation, then one for requests without operation for each platform.
    private var statuses: [[StatusCount]]
    private let platformOfOperation: [Int]

    init(operations: [Operation], platforms: [String]) {
        self.platforms = platforms
        histograms = platforms.map { _ in Histogram() }
        statuses = Array(repeating: [], count: operations.count + platforms.count)
        platformOfOperation = operations.map { operation in platforms.firstIndex(of: operation.platform) ?? 0 }
    }

    mutating func count(
        _ operation: Operation?, platform: String, status: Int, microseconds: Int, bytesIn: Int, bytesOut: Int
    ) {
        let index = operation.map { platformOfOperation[$0.index] } ?? platforms.firstIndex(of: platform) ?? 0
        let row = operation?.index ?? platformOfOperation.count + index
        histograms[index].add(microseconds)
        self.bytesIn += bytesIn
        self.bytesOut += bytesOut
        for index in statuses[row].indices where statuses[row][index].status == status {
            statuses[row][index].count += 1
            return
        }
        statuses[row].append(StatusCount(status: status, count: 1))
    }

    /// Requests of an operation by status.
    public func requests(of operation: Operation) -> [StatusCount] { statuses[operation.index] }

    /// Requests that matched no operation, by status, for the platform at this index of ``platforms``.
    public func unmatchedRequests(ofPlatformAt index: Int) -> [StatusCount] {
        statuses[platformOfOperation.count + index]
    }
}
