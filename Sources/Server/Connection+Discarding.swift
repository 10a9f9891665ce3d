// What a connection does with a body that nobody reads any more: an early answer must still reach its sender.

import EventLoop
import HTTP

extension Connection {
    /// Lets a request end before its body does: the rest is thrown away, and the connection ends with the answer.
    ///
    /// - Parameter isExpected: whether the rest of the body is likely to come. Until it has, our side stays open: some
    ///   clients give up sending, and with it the answer, when the server has closed its side.
    func discardRest(isExpected: Bool) {
        keepsAlive = false
        isDiscarding = isExpected
        if isExpected { reader.discardBody() }
    }

    /// Throws bytes away. What is read costs no memory, and time is limited.
    func discard(_ bytes: Span<UInt8>) {
        if isDiscarding {
            reader.append(bytes)
            findEnd()
        }
        guard waitForEnd() else { return }
        if phase == .lingering { close() } else { stream.stopReading() }
    }

    /// Looks for the end of the body, behind which nothing is read; a body that makes no sense has none.
    func findEnd() {
        do throws(ProtocolError) {
            while let event = try reader.next() {
                if case .end = event { return discardNoMore() }
            }
        } catch {
            discardNoMore()
        }
    }

    /// The request is over: our side can be closed, once the answer has left.
    func discardNoMore() {
        isDiscarding = false
        reader = RequestReader(limits: server.limits)
        if phase == .lingering { shutDown() }
    }

    /// Sets the deadline of a peer that sends what nobody reads, or has to close its side; true if its time is up.
    @discardableResult
    func waitForEnd() -> Bool {
        let (now, timeouts) = (server.now, server.timeouts)
        let end = discardEnd ?? now + (server.isDraining ? timeouts.lingerMilliseconds : timeouts.discardMilliseconds)
        discardEnd = end
        if phase == .lingering {
            let wait = isDiscarding ? timeouts.discardIdleMilliseconds : timeouts.lingerMilliseconds
            deadline = min(end, now + wait)
        }
        return now >= end
    }
}
