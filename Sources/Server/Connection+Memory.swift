// What a connection does when the bodies and answers of all connections take too much memory.

import EventLoop
import HTTP
import System

extension Connection {
    /// Reads no more of a large body until there is room. A small one stays within what is free for everybody.
    func pauseBody() {
        guard phase == .body, hasLargeBody, !isPaused else { return }
        isPaused = true
        stream.stopReading()
        deadline = server.now + server.timeouts.bodyMilliseconds
    }

    /// There is room again.
    func resumeBody() {
        guard isPaused else { return }
        isPaused = false
        deadline = server.now + server.timeouts.bodyMilliseconds
        process()
    }

    /// Moves to files what has come of a body, and what has not left of an answer.
    func moveToFiles() {
        switch phase {
        case .body where hasLargeBody:
            collector?.moveToFiles()
            chargeMemory()
        case .sending: moveAnswer()
        default: break
        }
    }

    private func moveAnswer() {
        guard !isMovingAnswer, let source, source.memoryCount > Self.freeBytes else { return }
        isMovingAnswer = true
        let (number, count) = (answerNumber, source.count)
        server.loop.work(source.moving(to: server.temporaryDirectory)) { [self] result in
            isMovingAnswer = false
            guard phase == .sending, answerNumber == number, let rest = self.source else { return }
            guard var moved = try? result.get() else {
                // There is neither memory nor room on the disk: who reads slowly must go.
                return close()
            }
            moved.take(count - rest.count)
            self.source = moved
            chargeMemory()
        }
    }
}
