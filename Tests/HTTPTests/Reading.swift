// What tests read with: whole byte sequences in, summaries of requests out.

import HTTP

/// A request as tests compare it.
struct Summary: Equatable {
    var method = ""
    var target = ""
    var headers: [String] = []
    var body: [UInt8] = []
    var keepAlive = true
    var expectsContinue = false
}

/// How reading some bytes ended.
struct Outcome: Equatable {
    var requests: [Summary] = []
    var error: ProtocolError?
    var isBetweenRequests = false
}

/// Reads everything, handed over in pieces of the given size.
func read(_ bytes: [UInt8], piece: Int = .max, limits: WireLimits = WireLimits()) -> Outcome {
    var reader = RequestReader(limits: limits)
    var outcome = Outcome()
    var current = Summary()
    var start = 0
    do {
        while start < bytes.count {
            let end = piece < bytes.count - start ? start + piece : bytes.count
            reader.append(Array(bytes[start..<end]))
            start = end
            while let event = try reader.next() {
                switch event {
                case .head(let head, let framing):
                    current = Summary(
                        method: head.method.name, target: head.target.raw,
                        headers: head.headers.pairs.map { "\($0.name): \($0.value)" }, keepAlive: framing.keepAlive,
                        expectsContinue: framing.expectsContinue)
                case .body(let piece): current.body += piece
                case .end: outcome.requests.append(current)
                }
            }
        }
    } catch {
        outcome.error = error
    }
    outcome.isBetweenRequests = reader.isBetweenRequests
    return outcome
}

/// Reads a text, in which every line ends in CRLF.
func read(_ text: String, limits: WireLimits = WireLimits()) -> Outcome {
    read(wire(text), limits: limits)
}

/// The bytes of a text with CRLF for each line end.
func wire(_ text: String) -> [UInt8] {
    Array(text.replacing("\n", with: "\r\n").utf8)
}
