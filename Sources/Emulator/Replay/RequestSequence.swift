// Sends a list of requests to the emulator, one after the other: what seeds and replays have in common.

import HTTP

/// Requests of which each is sent when the one before is answered.
final class RequestSequence {
    private let count: Int
    /// How many requests were answered.
    private(set) var answered = 0
    private var isWaiting = false
    private var answer: Response?

    /// - Parameter count: how many requests there are.
    init(count: Int) {
        self.count = count
    }

    /// Continues as far as possible without waiting.
    ///
    /// - Parameters:
    ///   - request: makes the request at an index, just before it is sent.
    ///   - receive: gets the answer to the request at an index; false ends the sequence.
    /// - Returns: whether the sequence has ended.
    func advance(
        in emulator: Emulator, request: (Int) throws -> Request, receive: (Int, Response) throws -> Bool
    ) rethrows -> Bool {
        if isWaiting {
            guard let answer else { return false }
            isWaiting = false
            let continues = try receive(answered, answer)
            answered += 1
            guard continues else { return true }
        }
        guard answered < count else { return true }
        let next = try request(answered)
        answer = nil
        isWaiting = true
        emulator.answerPart(next) { self.answer = $0 }
        return false
    }
}
