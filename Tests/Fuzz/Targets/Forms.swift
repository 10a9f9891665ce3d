// Bodies of forms.

import HTTP

/// Both kinds of form bodies.
enum Forms {
    static func multipart(_ bytes: [UInt8]) throws -> Bool {
        let whole = try events(bytes, piece: max(1, bytes.count))
        try promise(try events(bytes, piece: bytes.count > 2048 ? 499 : 1) == whole, "Pieces change no part.")
        return whole.last == .end
    }

    static func urlEncoded(_ bytes: [UInt8]) throws -> Bool {
        guard let items = try? FormDecoder.decode(bytes) else { return false }
        let again = items.map { escaped($0.name) + "=" + escaped($0.value) }.joined(separator: "&")
        let copies = try FormDecoder.decode(Array(again.utf8))
        try promise(
            items.map(\.name) == copies.map(\.name) && items.map(\.value) == copies.map(\.value),
            "What was read is read again.")
        return true
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The events, with neighbouring pieces of content as one.
    private static func events(_ bytes: [UInt8], piece: Int) throws -> [MultipartParser.Event] {
        var parser = try MultipartParser(boundary: "b", limits: WireLimits())
        var events: [MultipartParser.Event] = []
        var content: [UInt8] = []
        var start = 0
        do {
            while start < bytes.count {
                let end = min(start + piece, bytes.count)
                parser.append(Array(bytes[start..<end]))
                start = end
                while let event = try parser.next() {
                    if case .partBody(let bytes) = event {
                        content += bytes
                        continue
                    }
                    if !content.isEmpty { events.append(.partBody(content)) }
                    content = []
                    events.append(event)
                }
            }
        } catch {
            return events
        }
        return events
    }
}
