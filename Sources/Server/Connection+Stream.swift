// What the socket of a connection reports: bytes, room, the end of either side.

import EventLoop
import HTTP
import System
import TLS

extension Connection: StreamDelegate {
    func stream(_ stream: Stream, received bytes: Span<UInt8>) {
        if isFresh { recognise(bytes[0]) }
        guard let session else { return take(bytes) }
        decrypt(bytes, with: session)
    }

    /// Takes bytes of HTTP.
    func take(_ bytes: Span<UInt8>) {
        switch phase {
        case .head, .body:
            if phase == .body {
                deadline = server.now + server.timeouts.bodyMilliseconds
            } else if reader.isBetweenRequests {
                deadline = server.now + server.timeouts.headMilliseconds
            }
            reader.append(bytes)
            process()
            chargeMemory()
        case .lingering: discard(bytes)
        case .handling where isDiscarding: discard(bytes)
        case .sending where isLastAnswer: discard(bytes)
        case .storing, .queued, .handling, .sending, .live:
            reader.append(bytes)
            if reader.bufferedCount > Self.readAhead { stream.stopReading() }
            chargeMemory()
        case .relaying: relay?.received(bytes)
        case .closed: break
        }
    }

    func streamEnded(_ stream: Stream) {
        hasPeerEnded = true
        switch phase {
        // Whole requests that wait for their turn are still answered; what is less was cut, and ends here.
        case .head, .body: process()
        // Whoever looks on reads both ways.
        case .lingering, .live: close()
        case .relaying: if let relay { relay.clientEnded() } else { close() }
        // A peer may shut down its side and still wait for the answer.
        case .storing, .queued, .handling, .sending, .closed: break
        }
    }

    func streamDrained(_ stream: Stream) {
        if phase == .sending { continueAnswer() }
        if phase == .live { sendLive() }
        relay?.clientDrained()
    }

    func stream(_ stream: Stream, failed error: LoopError) {
        close()
    }
}
