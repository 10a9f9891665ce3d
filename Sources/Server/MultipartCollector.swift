// Splits a multipart body into parts while it arrives. Large parts go to temporary files.

import HTTP

/// Collects the parts of one multipart body.
struct MultipartCollector {
    /// How many parts get a file of their own, which can later be linked without copying. Further parts share one, so
    /// that a request holds only a few descriptors.
    private static let ownFiles = 16
    /// How much the parts of one request may keep in memory together, as a multiple of the limit for one part.
    private static let memoryFactor = 4

    private var parser: MultipartParser
    private let limits: WireLimits
    private var finished: [(head: PartHead, sink: BodySink)] = []
    private var current: (head: PartHead, sink: BodySink)?
    private var memoryUsed = 0
    private var slots: [Spool.Slot] = []

    init(boundary: String, limits: WireLimits) throws(BodyProblem) {
        parser = try MultipartParser(boundary: boundary, limits: limits)
        self.limits = limits
    }

    /// Appends a piece of the body.
    ///
    /// - Parameter spool: returns the spool of the request; called when a part needs it.
    mutating func append(_ bytes: [UInt8], spool: () -> Spool) throws(BodyProblem) {
        parser.append(bytes)
        while let event = try parser.next() {
            switch event {
            case .partHead(let head): current = (head, BodySink())
            case .partBody(let piece): try appendToPart(piece, spool: spool)
            case .partEnd: finishPart(spool: spool)
            case .end: break
            }
        }
    }

    /// Ends the body.
    func checkEnd() throws(BodyProblem) {
        guard !parser.isComplete else { return }
        throw BodyProblem(status: 400, message: "The multipart body ends before its final boundary.")
    }

    /// The parts in order, once the spool is idle; nil if a file could not be written.
    var parts: [Part]? {
        var parts: [Part] = []
        for (head, sink) in finished {
            guard let payload = sink.payload else { return nil }
            parts.append(
                Part(name: head.name, filename: head.filename, contentType: head.contentType, payload: payload))
        }
        return parts
    }

    private mutating func appendToPart(_ piece: [UInt8], spool: () -> Spool) throws(BodyProblem) {
        guard let head = current?.head, let count = current?.sink.count else { return }
        if head.filename == nil, count + piece.count > limits.fieldBytes {
            throw BodyProblem(
                status: 413, message: "The field \(head.name) is larger than \(limits.fieldBytes) bytes.")
        }
        if current?.sink.isSpooled == true {
            current?.sink.append(piece, spool: spool())
            return
        }
        current?.sink.append(piece, spool: nil)
        let held = count + piece.count
        if held > limits.memoryBytes || memoryUsed + held > limits.memoryBytes * Self.memoryFactor {
            let slot = slot()
            current?.sink.moveToFile(slot, of: spool())
        }
    }

    private mutating func finishPart(spool: () -> Spool) {
        guard var part = current else { return }
        current = nil
        if part.sink.isSpooled { part.sink.flush(spool: spool()) }
        memoryUsed += part.sink.memoryCount
        finished.append(part)
    }

    /// The number of bytes in memory.
    var memoryCount: Int { memoryUsed + (current?.sink.memoryCount ?? 0) }

    /// Moves everything to files, for want of memory.
    mutating func moveToFiles(spool: () -> Spool) {
        for index in finished.indices where finished[index].sink.memoryCount > 0 {
            let slot = slot()
            finished[index].sink.moveToFile(slot, of: spool())
        }
        memoryUsed = 0
        guard let sink = current?.sink, sink.memoryCount > 0 else { return }
        if sink.isSpooled {
            current?.sink.flush(spool: spool())
        } else {
            let slot = slot()
            current?.sink.moveToFile(slot, of: spool())
        }
    }

    private mutating func slot() -> Spool.Slot {
        if slots.count > Self.ownFiles { return slots[Self.ownFiles] }
        let slot = Spool.Slot()
        slots.append(slot)
        return slot
    }
}
