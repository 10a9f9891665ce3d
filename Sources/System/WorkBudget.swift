// What one piece of work on the thread pool may use.

/// Counts what a piece of work uses, and stops it when that is too much. Readers of files charge it as they go, before
/// they find out whether a file is any good, so that a file that fails costs what it took.
///
/// Confined to one thread: made at the beginning of the work and gone at its end.
public final class WorkBudget {
    /// The most that may be used.
    public struct Limits: Sendable {
        /// Bytes that come out of packed data, kept or not.
        public var unpackedBytes: Int
        /// Bytes held at the same time.
        public var heldBytes: Int
        /// Cells, records and the like.
        public var values: Int
        /// Pages of documents.
        public var pages: Int
        /// Pictures that are drawn.
        public var pictures: Int
        /// Pixels of pictures that are decoded or drawn, once for every pass over them.
        public var pixels: Int
        /// Time on the processor.
        public var milliseconds: Int

        /// Creates limits. The defaults suit one request.
        public init(
            unpackedBytes: Int = 256 << 20, heldBytes: Int = 96 << 20, values: Int = 8_000_000, pages: Int = 1_000,
            pictures: Int = 100, pixels: Int = 350_000_000, milliseconds: Int = 4_000
        ) {
            self.unpackedBytes = unpackedBytes
            self.heldBytes = heldBytes
            self.values = values
            self.pages = pages
            self.pictures = pictures
            self.pixels = pixels
            self.milliseconds = milliseconds
        }

        /// 256 MiB unpacked, 96 MiB held, 8 million values, 1,000 pages, 100 pictures of 350 million pixels, 4 seconds.
        public static let standard = Limits()
        /// The same for archives of data sets, whose entries are looked at one by one: 4 GiB unpacked, 20 seconds.
        public static let archive = Limits(unpackedBytes: 4 << 30, milliseconds: 20_000)
        /// The same for the results of a job, which may have a thousand sources: 512 MiB held, 10,000 pictures, 20 seconds.
        public static let job = Limits(heldBytes: 512 << 20, pictures: 10_000, milliseconds: 20_000)

        /// The same for work that goes through everything a client has sent, such as digests: a second more for every
        /// 32 MiB.
        ///
        /// - Parameter bytes: what was sent.
        public static func upload(of bytes: Int) -> Limits {
            Limits(milliseconds: standard.milliseconds + bytes >> 15)
        }
    }

    /// Reading a clock takes as long as many steps.
    private static let stepsPerLook = 4096

    private let limits: Limits
    private let cancellations: [WorkCancellation]
    private let start: Int
    private var unpacked = 0
    private var held = 0
    private var values = 0
    private var pages = 0
    private var pictures = 0
    private var pixels = 0
    private var stepsToLook = stepsPerLook

    /// A budget for work that begins now, on this thread.
    ///
    /// - Parameter cancellations: any of these stops the work from elsewhere.
    public init(_ limits: Limits = .standard, cancellations: [WorkCancellation] = []) {
        self.limits = limits
        self.cancellations = cancellations
        start = SystemTime.threadMicroseconds()
    }

    /// How many bytes may still be unpacked.
    public var unpackedBytesLeft: Int { max(0, limits.unpackedBytes - unpacked) }

    /// Charges bytes that were unpacked.
    public func unpack(_ bytes: Int) throws(WorkError) {
        unpacked += bytes
        guard unpacked <= limits.unpackedBytes else { throw .tooMuch(.unpackedBytes, limit: limits.unpackedBytes) }
        try step(bytes / 64)
    }

    /// Charges bytes that will be held until ``release(_:)``.
    public func hold(_ bytes: Int) throws(WorkError) {
        held += bytes
        guard held <= limits.heldBytes else { throw .tooMuch(.heldBytes, limit: limits.heldBytes) }
        try step()
    }

    /// Takes back bytes that are no longer held.
    public func release(_ bytes: Int) {
        held -= bytes
    }

    /// Charges cells, records or the like.
    public func count(values count: Int) throws(WorkError) {
        values += count
        guard values <= limits.values else { throw .tooMuch(.values, limit: limits.values) }
        try step(count)
    }

    /// Charges pages of a document.
    public func count(pages count: Int) throws(WorkError) {
        pages += count
        guard pages <= limits.pages else { throw .tooMuch(.pages, limit: limits.pages) }
        try step(count)
    }

    /// Charges pictures that are drawn.
    public func count(pictures count: Int) throws(WorkError) {
        pictures += count
        guard pictures <= limits.pictures else { throw .tooMuch(.pictures, limit: limits.pictures) }
        try step(count)
    }

    /// Charges pixels that are decoded or drawn.
    public func count(pixels count: Int) throws(WorkError) {
        pixels += count
        guard pixels <= limits.pixels else { throw .tooMuch(.pixels, limit: limits.pixels) }
        try step(count / 64)
    }

    /// Charges bytes that are read and not kept.
    public func read(_ bytes: Int) throws(WorkError) {
        try step(1 + bytes / 64)
    }

    /// Charges work of a fraction of a microsecond each, and stops what has been cancelled or has taken too long. A busy
    /// machine makes no difference: only this thread's own time counts.
    public func step(_ count: Int = 1) throws(WorkError) {
        stepsToLook -= count
        guard stepsToLook <= 0 else { return }
        stepsToLook = Self.stepsPerLook
        guard !cancellations.contains(where: \.isCancelled) else { throw .cancelled }
        guard SystemTime.threadMicroseconds() - start <= limits.milliseconds * 1000 else {
            throw .tooMuch(.milliseconds, limit: limits.milliseconds)
        }
    }
}
