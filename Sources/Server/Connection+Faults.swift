// Responses with planned faults: late, cut, trickling, or missing.

import EventLoop
import HTTP
import System

extension Connection {
    /// The most bytes of a response that trickles or is cut. Of a longer one only the beginning is sent.
    private static let largestFaultyBody = 16 << 20
    private static let trickleMilliseconds = 50
    /// The highest rate in bytes a second; a higher one makes no difference.
    private static let fastestTrickle = 1 << 40

    /// Sends a response in the way its fault says.
    func answer(_ response: Response, fault: WireFault) {
        guard fault.delayMilliseconds > 0 else { return misbehave(response, fault) }
        hold(response.body.memoryCount)
        startFaultTimer(afterMilliseconds: fault.delayMilliseconds) { [unowned self] in
            stopFaultTimer()
            hold(0)
            misbehave(response, fault)
        }
    }

    private func hold(_ bytes: Int) {
        bytesHeldBack = bytes
        chargeMemory()
    }

    /// Ends the connection after this many bytes of a request body have arrived.
    func cutUpload() {
        reset()
    }

    private func misbehave(_ response: Response, _ fault: WireFault) {
        switch fault.kind {
        case .none: answer(response, thenClose: !keepsAlive)
        case .wrongLength: answer(response, thenClose: true)
        case .reset: reset()
        case .empty: close()
        case .cut(let count):
            var bytes = head(of: response)
            bytes += body(of: response, maximum: count)
            phase = .sending
            answerNumber += 1
            isLastAnswer = true
            source = AnswerSource(.bytes(bytes))
            continueAnswer()
            chargeMemory()
        case .slow(let rate): trickle(head(of: response) + body(of: response, maximum: .max), rate: rate)
        }
    }

    private func trickle(_ bytes: [UInt8], rate: Int) {
        phase = .sending
        answerNumber += 1
        hold(bytes.count)
        awaitsBytes = true
        isLastAnswer = !keepsAlive || server.isDraining
        deadline = .max
        let rate = min(rate, Self.fastestTrickle)
        let piece = max(1, rate * Self.trickleMilliseconds / 1000)
        // Below one byte a tick, the ticks are further apart.
        let interval = rate * Self.trickleMilliseconds >= 1000 ? Self.trickleMilliseconds : 1000 / max(1, rate)
        var sent = 0
        startFaultTimer(afterMilliseconds: 0, repeatingMilliseconds: interval) { [unowned self] in
            guard stream.queuedBytes == 0 else { return }
            let end = min(bytes.count, sent + piece)
            write(bytes.span.extracting(sent..<end))
            sent = end
            guard sent == bytes.count else { return }
            stopFaultTimer()
            hold(0)
            awaitsBytes = false
            continueAnswer()
        }
    }

    private func reset() {
        stream.reset()
        close()
    }

    private func head(of response: Response) -> [UInt8] {
        var bytes: [UInt8] = []
        ResponseWriter.head(of: response, into: &bytes, minorVersion: head?.minorVersion ?? 1, keepAlive: keepsAlive)
        return bytes
    }

    private func body(of response: Response, maximum: Int) -> [UInt8] {
        guard head?.method != .head, ResponseWriter.mayHaveBody(response.status) else { return [] }
        return (try? response.body.beginning(maximum: min(maximum, Self.largestFaultyBody))) ?? []
    }
}
