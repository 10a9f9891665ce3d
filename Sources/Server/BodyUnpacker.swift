// A body with a content coding: unpacked on the pool once it is there, then taken apart if it is multipart.

import EventLoop
import HTTP
import System

/// Unpacks the body of one request.
final class BodyUnpacker {
    /// How many unpacked bytes of a multipart body are taken apart at a time.
    private static let pieceSize = 256 << 10

    private let loop: Loop
    private let lanes: UnpackLanes
    private let decoder: ContentDecoder
    /// Takes a multipart body apart; nil if the body is wanted as it is.
    private let parts: BodyCollector?
    private var completion: ((RequestBody) -> Void)?
    private let cancellation = WorkCancellation()
    /// Called when more or less is in memory than before.
    var onMemoryChange: (() -> Void)?

    /// The number of bytes in memory.
    var memoryCount: Int { parts?.memoryCount ?? 0 }

    init(loop: Loop, lanes: UnpackLanes, decoder: ContentDecoder, parts: BodyCollector?) {
        self.loop = loop
        self.lanes = lanes
        self.decoder = decoder
        self.parts = parts
    }

    /// Unpacks what has been received. The completion receives the body.
    func unpack(_ packed: Payload, _ completion: @escaping (RequestBody) -> Void) {
        self.completion = completion
        let (decoder, cancellation) = (decoder, cancellation)
        let work: @Sendable () throws -> Payload = {
            // Who has left while it waited needs nothing.
            guard !cancellation.isCancelled else { throw WorkError.cancelled }
            let budget = WorkBudget(decoder.budget(for: packed.count), cancellations: [cancellation])
            return try decoder.unpack(packed, budget: budget)
        }
        lanes.run(work, count: packed.count) { [self] result in
            guard self.completion != nil else { return }
            switch result {
            case .success(let payload) where parts != nil: takeApart(payload, from: 0)
            case .success(let payload): finish(.payload(payload))
            case .failure(let problem as BodyProblem): finish(.broken(problem))
            case .failure: preconditionFailure("A decoder throws only problems of the body, unless it was cancelled.")
            }
        }
    }

    /// Gives up.
    func cancel() {
        completion = nil
        onMemoryChange = nil
        cancellation.cancel()
        parts?.cancel()
    }

    private func takeApart(_ payload: Payload, from position: Int) {
        guard completion != nil, let parts else { return }
        guard position < payload.count else { return parts.finish { [self] in finish($0) } }
        loop.work({ try payload.read(at: position, count: Self.pieceSize) }) { [self] result in
            guard completion != nil else { return }
            guard let piece = try? result.get(), !piece.isEmpty else {
                return finish(.broken(BodyProblem(status: 500, message: "The body could not be read again.")))
            }
            parts.append(piece)
            onMemoryChange?()
            let next = position + piece.count
            guard parts.isCongested else { return takeApart(payload, from: next) }
            parts.onRelief = { [self] in
                parts.onRelief = nil
                takeApart(payload, from: next)
            }
        }
    }

    private func finish(_ body: RequestBody) {
        let completion = completion
        self.completion = nil
        completion?(body)
    }
}
