// Receives the body of one request, and splits it into parts if it is multipart.

import EventLoop
import HTTP
import System

/// Collects the body of one request.
final class BodyCollector {
    private enum Content {
        case plain(BodySink)
        case multipart(MultipartCollector)
        case broken(BodyProblem)
    }

    private let loop: Loop
    private let limits: WireLimits
    private let directory: String
    private var content: Content
    /// Undoes the content coding of the body, if it has one.
    private var unpacker: BodyUnpacker?
    /// The first bytes and the size so far of a multipart body, in case it turns out to be malformed.
    private var (beginning, received) = ([UInt8](), 0)
    private var spool: Spool?
    private var completion: ((RequestBody) -> Void)?
    /// Called when the disk has caught up and more can be appended.
    var onRelief: (() -> Void)?
    /// Called when less is in memory than before.
    var onMemoryChange: (() -> Void)?

    /// - Parameter isBinary: whether a multipart body is kept unparsed.
    init(
        head: RequestHead, limits: WireLimits, loop: Loop, lanes: UnpackLanes, directory: String, isBinary: Bool
    ) {
        self.loop = loop
        self.limits = limits
        self.directory = directory
        content = .plain(BodySink())
        let media = isBinary || !Self.mayBeMultipart(head) ? nil : MediaType(of: head.headers)
        let boundary = media?.essence == "multipart/form-data" ? media?.parameter("boundary") ?? "" : nil
        do throws(BodyProblem) {
            var parts: MultipartCollector?
            if let boundary { parts = try MultipartCollector(boundary: boundary, limits: limits) }
            if let coding = try ContentCoding.of(head.headers) {
                unpacker = BodyUnpacker(
                    loop: loop, lanes: lanes,
                    decoder: ContentDecoder(coding: coding, limits: limits, directory: directory),
                    parts: parts.map { BodyCollector($0, limits: limits, loop: loop, directory: directory) })
            } else if let parts {
                content = .multipart(parts)
            }
        } catch {
            content = .broken(error)
        }
    }

    /// Whether the body of a request is neither unpacked nor taken apart.
    static func takesAsIs(_ head: RequestHead, isBinary: Bool) -> Bool {
        !head.headers.contains(.contentEncoding) && (isBinary || !mayBeMultipart(head))
    }

    /// Nothing else that bodies have begins with this letter, and most of them are JSON.
    private static func mayBeMultipart(_ head: RequestHead) -> Bool {
        head.headers.withValue(of: .contentType) { !$0.isEmpty && $0[0] | 0x20 == UInt8(ascii: "m") } ?? false
    }

    /// Collects a multipart body that has been received before.
    private init(_ parts: MultipartCollector, limits: WireLimits, loop: Loop, directory: String) {
        self.loop = loop
        self.limits = limits
        self.directory = directory
        content = .multipart(parts)
    }

    /// Whether the peer should wait for the disk.
    var isCongested: Bool { spool?.isCongested ?? false }

    /// The number of bytes in memory.
    var memoryCount: Int {
        let backlog = (spool?.backlog ?? 0) + (unpacker?.memoryCount ?? 0)
        switch content {
        case .plain(let sink): return sink.memoryCount + backlog
        case .multipart(let parts): return parts.memoryCount + backlog
        case .broken: return beginning.count + backlog
        }
    }

    /// Moves everything to files, for want of memory.
    func moveToFiles() {
        switch content {
        case .plain(var sink) where sink.memoryCount > 0:
            content = .plain(BodySink())
            if sink.isSpooled {
                sink.flush(spool: spool)
            } else {
                sink.moveToFile(Spool.Slot(), of: requestSpool())
            }
            content = .plain(sink)
        case .multipart(var parts):
            content = .plain(BodySink())
            parts.moveToFiles { requestSpool() }
            content = .multipart(parts)
        case .plain, .broken: break
        }
    }

    /// Appends a piece.
    func append(_ bytes: [UInt8]) {
        switch content {
        case .plain(var sink):
            // Keep no second reference to the sink's bytes: appending would copy them all.
            content = .plain(BodySink())
            sink.append(bytes, spool: spool)
            if !sink.isSpooled, sink.count > limits.memoryBytes {
                sink.moveToFile(Spool.Slot(), of: requestSpool())
            }
            content = .plain(sink)
        case .multipart(var collector):
            content = .plain(BodySink())
            note(bytes)
            do throws(BodyProblem) {
                try collector.append(bytes) { requestSpool() }
                content = .multipart(collector)
            } catch {
                fail(error)
            }
        case .broken:
            // The rest of a lost body is still received, so that the client can receive the response.
            note(bytes)
        }
    }

    /// Ends the body. The completion receives it: at once, or when everything is unpacked and on disk.
    func finish(_ completion: @escaping (RequestBody) -> Void) {
        guard let unpacker else { return store(completion) }
        store { body in
            guard case .payload(let packed) = body, packed.count > 0 else { return completion(body) }
            unpacker.onMemoryChange = { [unowned self] in onMemoryChange?() }
            unpacker.unpack(packed, completion)
        }
    }

    private func store(_ completion: @escaping (RequestBody) -> Void) {
        switch content {
        case .plain(var sink):
            sink.flush(spool: spool)
            content = .plain(sink)
        case .multipart(let collector):
            do throws(BodyProblem) { try collector.checkEnd() } catch { fail(error) }
        case .broken: break
        }
        guard let spool, !spool.isIdle else { return completion(result) }
        self.completion = completion
    }

    /// Gives up. Temporary files vanish with their last write.
    func cancel() {
        spool?.cancel()
        unpacker?.cancel()
        completion = nil
        onRelief = nil
        onMemoryChange = nil
    }

    private var result: RequestBody {
        if let failure = spool?.failure {
            let status = failure.isOutOfSpace ? 507 : 500
            return .broken(BodyProblem(status: status, message: "The body could not be stored: \(failure.message)"))
        }
        switch content {
        case .plain(let sink): return sink.payload.map(RequestBody.payload) ?? .none
        case .multipart(let collector): return collector.parts.map(RequestBody.parts) ?? .none
        case .broken(var problem):
            problem.beginning = beginning
            problem.size = received
            return .broken(problem)
        }
    }

    private func note(_ bytes: [UInt8]) {
        received += bytes.count
        beginning += bytes.prefix(BodyProblem.beginningBytes - beginning.count)
    }

    private func fail(_ problem: BodyProblem) {
        content = .broken(problem)
        spool?.cancel()
        spool = nil
    }

    private func requestSpool() -> Spool {
        if let spool { return spool }
        let made = Spool(loop: loop, directory: directory)
        made.onProgress = { [unowned self] in progressed() }
        spool = made
        return made
    }

    private func progressed() {
        onMemoryChange?()
        if let completion {
            guard spool?.isIdle ?? true else { return }
            self.completion = nil
            completion(result)
        } else if !isCongested {
            onRelief?()
        }
    }
}
