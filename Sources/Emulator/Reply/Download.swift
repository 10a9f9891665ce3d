// What a GET or HEAD request gets of a content: conditions first, then ranges (RFC 9110 sections 13.2.2 and 14).

import HTTP
import System

/// Selects what is answered of a content.
enum Download {
    /// Whether a request can select: others get the whole content.
    static func isSelective(_ head: RequestHead) -> Bool { head.method == .get || head.method == .head }

    /// The answer to a request for a content, whose tag is given.
    ///
    /// - Throws: ``Problem`` 412 if a condition says that the client means another content, 416 for ranges outside.
    static func select(
        _ content: Reply.Content, tag: EntityTag, of reply: Reply, for head: RequestHead, now: Instant
    ) throws -> Reply {
        let modified = content.modified.map { min($0, now) }
        let validators = Validators(tag: tag, modified: modified?.unixSeconds)
        let ours = [("ETag", tag.text), ("Last-Modified", HTTPDate.format((modified ?? now).unixSeconds))]
        switch validators.verdict(on: head.headers) {
        case .perform: break
        case .notModified: return .selection(.none, mediaType: nil, status: 304, headers: ours)
        case .failed:
            throw Problem(
                status: 412, code: "precondition_failed", message: "The file is not the one that the request expects.",
                headers: [("ETag", tag.text)])
        }
        let size = content.payload.count
        let headers = reply.headers + [("Accept-Ranges", "bytes")] + ours
        let whole = Reply.selection(
            .payload(content.payload, 0..<size), mediaType: content.mediaType, status: reply.status, headers: headers)
        // Only GET has ranges (RFC 9110 section 14.2).
        guard head.method == .get, let header = head.headers["range"], validators.allowRange(head.headers) else {
            return whole
        }
        switch ByteRange.parse(header, size: size) {
        case .whole: return whole
        case .ranges(let ranges) where ranges.count == 1:
            return .selection(
                .payload(content.payload, ranges[0]), mediaType: content.mediaType, status: 206,
                headers: headers + [("Content-Range", contentRange(ranges[0], size))])
        case .ranges(let ranges): return parts(ranges, of: content, boundary: tag.opaque, headers: headers)
        case .unsatisfiable:
            throw Problem(
                status: 416, code: "range_not_satisfiable",
                message: "The range lies outside the \(size) bytes of the file.",
                headers: [("Content-Range", "bytes */\(size)")])
        }
    }

    /// Several ranges as one body (RFC 9110 section 14.6). No content has its own digest in it, which makes that a good
    /// boundary.
    private static func parts(
        _ ranges: [Range<Int>], of content: Reply.Content, boundary: String, headers: [(name: String, value: String)]
    ) -> Reply {
        var bodies: [ResponseBody] = []
        for range in ranges {
            let head = """
                --\(boundary)\r\nContent-Type: \(content.mediaType)\r\n\
                Content-Range: \(contentRange(range, content.payload.count))\r\n\r\n
                """
            bodies.append(.bytes(Array(((bodies.isEmpty ? "" : "\r\n") + head).utf8)))
            bodies.append(.payload(content.payload, range))
        }
        bodies.append(.bytes(Array("\r\n--\(boundary)--\r\n".utf8)))
        return .selection(
            .sequence(bodies), mediaType: "multipart/byteranges; boundary=\(boundary)", status: 206, headers: headers)
    }

    private static func contentRange(_ range: Range<Int>, _ size: Int) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
    }
}
