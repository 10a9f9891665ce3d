// A client of the tests: sends any bytes, and takes apart what comes back.

import EventLoop

/// One connection from the client's side.
final class Client: StreamDelegate {
    /// An answer.
    struct Answer {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    let stream: EventLoop.Stream
    private(set) var received: [UInt8] = []
    /// Whether the server has closed its side, or the connection broke.
    private(set) var hasEnded = false
    /// Whether the answers are to HEAD requests, which announce lengths without bodies.
    var isHead = false
    var onDrain: (() -> Void)?

    init(_ stream: EventLoop.Stream) {
        self.stream = stream
        stream.setDelegate(self)
        stream.startReading()
    }

    func send(_ text: String) { stream.write(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) { stream.write(bytes) }

    func close() { stream.close() }

    /// The complete answers so far, interim ones included.
    var answers: [Answer] {
        var answers: [Answer] = []
        var rest = received[...]
        while let end = rest.firstIndex(of: [13, 10, 13, 10]) {
            let lines = String(decoding: rest[..<end], as: UTF8.self).split(separator: "\r\n")
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
            }
            let length = isHead ? 0 : Int(headers["content-length"] ?? "0") ?? 0
            rest = rest[(end + 4)...]
            guard rest.count >= length else { break }
            let status = Int(lines[0].split(separator: " ")[1]) ?? 0
            answers.append(Answer(status: status, headers: headers, body: Array(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        return answers
    }

    func stream(_ stream: EventLoop.Stream, received bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { received.append(contentsOf: $0) }
    }

    func streamEnded(_ stream: EventLoop.Stream) { hasEnded = true }

    func streamDrained(_ stream: EventLoop.Stream) { onDrain?() }

    func stream(_ stream: EventLoop.Stream, failed error: LoopError) {
        hasEnded = true
        stream.close()
    }
}

extension ArraySlice<UInt8> {
    /// The place of the first occurrence of a pattern.
    fileprivate func firstIndex(of pattern: [UInt8]) -> Int? {
        guard count >= pattern.count else { return nil }
        return (startIndex...(endIndex - pattern.count)).first {
            self[$0] == pattern[0] && self[$0...].starts(with: pattern)
        }
    }
}
