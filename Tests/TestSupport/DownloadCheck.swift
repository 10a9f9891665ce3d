// What every download must do with conditions and ranges (RFC 9110 sections 13 and 14).

import Foundation
import HTTP
import Testing

/// Checks a download.
public enum DownloadCheck {
    /// Sends a GET request for a download of at least ten bytes with every kind of condition and range.
    ///
    /// - Parameter isDated: whether the time of the last change is known, so that conditions on dates apply.
    /// - Returns: the whole content.
    @discardableResult
    public static func run(
        _ world: World, _ request: TestRequest, isDated: Bool = true, location: SourceLocation = #_sourceLocation
    ) throws -> TestAnswer {
        func get(_ headers: (String, String)..., method: String = "GET") throws -> TestAnswer {
            var request = headers.reduce(request) { $0.header($1.0, $1.1) }
            request.method = method
            return try world.send(request, location: location)
        }
        func expect(_ answer: TestAnswer, _ status: Int, _ what: String) {
            #expect(answer.status == status, "\(what)", sourceLocation: location)
        }

        let whole = try get()
        let size = whole.body.count
        let tag = try #require(whole.header("ETag"), sourceLocation: location)
        let modified = try #require(whole.header("Last-Modified"), sourceLocation: location)
        #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count > 10, sourceLocation: location)
        #expect(HTTPDate.parse(modified) != nil, sourceLocation: location)
        #expect(whole.header("Accept-Ranges") == "bytes", sourceLocation: location)
        #expect(size >= 10, sourceLocation: location)
        let head = try get(method: "HEAD")
        #expect(head.status == 200 && head.header("ETag") == tag, sourceLocation: location)

        let (old, new) = ("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT")
        let conditions: [(String, String, Int)] = [
            ("If-None-Match", tag, 304), ("If-None-Match", "\"x\", W/\(tag)", 304), ("If-None-Match", "*", 304),
            ("If-None-Match", "\"x\"", 200), ("If-Match", tag, 200), ("If-Match", "*", 200),
            ("If-Match", "\"x\"", 412), ("If-Match", "W/\(tag)", 412),
            ("If-Modified-Since", modified, isDated ? 304 : 200), ("If-Modified-Since", new, isDated ? 304 : 200),
            ("If-Modified-Since", old, 200), ("If-Modified-Since", "yesterday", 200),
            ("If-Unmodified-Since", modified, 200), ("If-Unmodified-Since", old, isDated ? 412 : 200),
        ]
        for (name, value, status) in conditions {
            for method in ["GET", "HEAD"] {
                let answer = try get((name, value), ("Range", "bytes=0-1"), method: method)
                expect(answer, status == 200 && method == "GET" ? 206 : status, "\(method) with \(name): \(value)")
                #expect(answer.header("ETag") == tag, sourceLocation: location)
                if status == 304 { #expect(answer.body.isEmpty, sourceLocation: location) }
            }
        }
        // Tags win over dates.
        expect(try get(("If-None-Match", "\"x\""), ("If-Modified-Since", new)), 200, "tag and date")
        expect(try get(("If-Match", tag), ("If-Unmodified-Since", old)), 200, "tag and date")
        expect(try get(("If-Match", "\"x\""), ("If-None-Match", tag)), 412, "both tags")

        let range = ("Range", "bytes=2-5")
        for (value, status) in [
            (tag, 206), ("W/\(tag)", 200), ("\"x\"", 200), (modified, isDated ? 206 : 200), (old, 200),
        ] {
            expect(try get(range, ("If-Range", value)), status, "If-Range: \(value)")
        }
        let part = try get(range)
        #expect(part.body == Array(whole.body[2...5]), sourceLocation: location)
        #expect(part.header("Content-Range") == "bytes 2-5/\(size)", sourceLocation: location)
        #expect(part.header("Content-Type") == whole.header("Content-Type"), sourceLocation: location)
        #expect(try get(("Range", "bytes=-3")).body == Array(whole.body.suffix(3)), sourceLocation: location)
        #expect(try get(("Range", "bytes=0-4,3-9")).body == Array(whole.body.prefix(10)), sourceLocation: location)
        let outside = try get(("Range", "bytes=\(size)-"))
        expect(outside, 416, "a range outside")
        #expect(outside.header("Content-Range") == "bytes */\(size)", sourceLocation: location)

        let several = try get(("Range", "bytes=0-1, -2,\(size)-,5-6"))
        expect(several, 206, "several ranges")
        let boundary = try #require(
            several.header("Content-Type")?.split(separator: "boundary=").last, sourceLocation: location)
        let type = whole.header("Content-Type") ?? ""
        var expected: [UInt8] = []
        for range in [0..<2, size - 2..<size, 5..<7] {
            let text = "--\(boundary)\r\nContent-Type: \(type)\r\nContent-Range: "
            expected += Array("\(text)bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)\r\n\r\n".utf8)
            expected += whole.body[range] + [13, 10]
        }
        expected += Array("--\(boundary)--\r\n".utf8)
        #expect(several.body == expected, sourceLocation: location)
        #expect(several.header("Content-Range") == nil, sourceLocation: location)
        let tooMany = (0..<17).map { "\($0)-\($0)" }.joined(separator: ",")
        expect(try get(("Range", "bytes=\(tooMany)")), 200, "too many ranges")
        return whole
    }
}
