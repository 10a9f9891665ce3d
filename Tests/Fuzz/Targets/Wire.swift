// Requests as they come over the wire.

import HTTP

/// The request reader. However bytes are cut into pieces, the same requests are read.
enum Wire {
    private struct Request: Equatable {
        var method: String
        var target: String
        var headers: [String]
        var body: [UInt8] = []
    }

    private struct Outcome: Equatable {
        var requests: [Request] = []
        var isRefused = false
    }

    private static let limits: WireLimits = {
        var limits = WireLimits()
        limits.bodyBytes = 4096
        return limits
    }()

    static func requests(_ bytes: [UInt8]) throws -> Bool {
        let whole = try read(bytes, piece: max(1, bytes.count))
        try promise(try read(bytes, piece: bytes.count > 2048 ? 499 : 1) == whole, "Pieces change no request.")
        let size = whole.requests.reduce(0) { $0 + $1.body.count + $1.target.utf8.count }
        try promise(size <= bytes.count, "Requests have no bytes that did not come.")
        return !whole.isRefused
    }

    static func chunkedBody(_ bytes: [UInt8]) throws -> Bool {
        try requests(Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8) + bytes)
    }

    static func target(_ bytes: [UInt8]) throws -> Bool {
        var reader = RequestReader(limits: limits)
        reader.append(Array("GET ".utf8) + bytes + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        guard case .head(let head, _)? = try? reader.next() else { return false }
        let target = head.target
        guard bytes == Array(target.raw.utf8) else { return false }
        let query = target.rawQuery.map { "?" + $0 } ?? ""
        try promise(
            target.authority != nil || target.raw == target.rawPath + query, "Path and query make up the target.")
        let path = "/" + target.segments.map(\.raw).joined(separator: "/")
        let slash = target.hasFinalSlash && !target.segments.isEmpty ? "/" : ""
        try promise(target.rawPath == "*" || target.rawPath == path + slash, "Segments make up the path.")
        if let query = target.rawQuery { _ = try? QueryItems(parsing: query) }
        return true
    }

    private static func read(_ bytes: [UInt8], piece: Int) throws -> Outcome {
        var reader = RequestReader(limits: limits)
        var outcome = Outcome()
        var current: Request?
        var start = 0
        do {
            while start < bytes.count {
                let end = min(start + piece, bytes.count)
                reader.append(Array(bytes[start..<end]))
                start = end
                while let event = try reader.next() {
                    switch event {
                    case .head(let head, _):
                        current = Request(
                            method: head.method.name, target: head.target.raw,
                            headers: head.headers.pairs.map { "\($0.name): \($0.value)" })
                    case .body(let bytes): current?.body += bytes
                    case .end:
                        guard let request = current else { throw BrokenPromise(description: "An end has a head.") }
                        outcome.requests.append(request)
                        current = nil
                    }
                }
            }
        } catch is ProtocolError {
            outcome.isRefused = true
        }
        return outcome
    }
}
