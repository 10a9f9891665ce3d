// A stream's delegate that writes down what it hears and reacts as the test says.

import EventLoop

/// Records what one stream tells.
final class Recorder: StreamDelegate {
    let stream: EventLoop.Stream
    private(set) var received: [UInt8] = []
    private(set) var hasEnded = false
    private(set) var drains = 0
    private(set) var failure: LoopError?
    var onReceive: ((Recorder) -> Void)?
    var onEnd: ((Recorder) -> Void)?
    var onDrain: ((Recorder) -> Void)?

    init(_ stream: EventLoop.Stream) {
        self.stream = stream
        stream.setDelegate(self)
        stream.startReading()
    }

    var text: String { String(decoding: received, as: UTF8.self) }

    func stream(_ stream: EventLoop.Stream, received bytes: Span<UInt8>) {
        for index in bytes.indices { received.append(bytes[index]) }
        onReceive?(self)
    }

    func streamEnded(_ stream: EventLoop.Stream) {
        hasEnded = true
        onEnd?(self)
    }

    func streamDrained(_ stream: EventLoop.Stream) {
        drains += 1
        onDrain?(self)
    }

    func stream(_ stream: EventLoop.Stream, failed error: LoopError) {
        failure = error
        stream.close()
    }
}
