// Sinks: receivers that record every request sent to them.

import Crypto
import Emulator
import JSON

/// The sinks of the selected tenant.
enum Sinks {
    static let handlers: [String: Handler] = [
        "sinkGet": receive,
        "sinkPost": receive,
        "sinkPut": receive,
        "sinkPatch": receive,
        "sinkDelete": receive,
        "listSinks": list,
        "getSink": get,
        "deleteSink": { call in
            call.tenant.sinks.remove(call.path("name"))
            return .empty(204)
        },
    ]

    /// The operations that receive.
    static let receivers: Set<String> = ["sinkGet", "sinkPost", "sinkPut", "sinkPatch", "sinkDelete"]

    private static func receive(_ call: Call) throws -> Reply {
        let name = call.path("name")
        let number = try call.tenant.sinks.add(call.request, to: name, at: call.now)
        let statuses = statuses(call.parameters["status"]?.string ?? "")
        let status = number <= statuses.count ? statuses[number - 1] : statuses.last ?? 200
        guard ![204, 205, 304].contains(status) else { return .empty(status) }
        return .json(["sink": .string(name), "number": .int(number)], status: status)
    }

    /// Anything in the sender's URL that is no status is ignored.
    private static func statuses(_ text: String) -> [Int] {
        text.split(separator: ",").prefix(100).compactMap { Int($0) }.filter { (200...599).contains($0) }
    }

    private static func list(_ call: Call) throws -> Reply {
        .json([
            "sinks": .array(
                call.tenant.sinks.summaries.map { sink in
                    [
                        "name": .string(sink.name), "total": .int(sink.total),
                        "url": .string(call.links.url("/__admin/sink/\(PercentEncoding.pathSegment(sink.name))")),
                    ]
                })
        ])
    }

    private static func get(_ call: Call) throws -> Reply {
        let (total, kept) = call.tenant.sinks.look(at: call.path("name"))
        let method = call.parameters["method"]?.string?.uppercased()
        let contains = call.parameters["contains"]?.string
        let after = call.parameters["after"]?.int ?? 0
        let matched = kept.filter { request in
            request.number > after && (method == nil || method == request.method)
                && (contains.map { text in
                    ([request.body] + request.parts.map(\.content)).contains {
                        String(decoding: $0, as: UTF8.self).contains(text)
                    }
                } ?? true)
        }
        return .json { writer in
            writer.beginObject()
            writer.field("name", call.path("name"))
            writer.field("total", total)
            writer.field("matched", matched.count)
            writer.key("verified")
            if let times = call.parameters["times"]?.int { writer.bool(times == matched.count) } else { writer.null() }
            writer.key("requests")
            writer.beginArray()
            for request in matched.prefix(call.parameters["limit"]?.int ?? 100) { write(request, into: &writer) }
            writer.endArray()
            writer.endObject()
        }
    }

    private static func write(_ request: CaughtRequest, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("number", request.number)
        writer.field("at", request.at.text(.zoned))
        writer.field("method", request.method)
        writer.field("target", request.target)
        writer.key("headers")
        writer.beginArray()
        for (name, value) in request.headers {
            writer.beginObject()
            writer.field("name", name)
            writer.field("value", value)
            writer.endObject()
        }
        writer.endArray()
        writer.field("size", request.size)
        writer.field("cut", request.isCut)
        write(request.body, into: &writer)
        writer.field("json", (try? JSON(parsing: request.body)) ?? .null)
        writer.key("parts")
        writer.beginArray()
        for part in request.parts {
            writer.beginObject()
            writer.field("name", part.name)
            writer.field("filename", part.filename)
            writer.field("content_type", part.contentType)
            writer.field("size", part.size)
            writer.field("cut", part.isCut)
            write(part.content, into: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    /// Bytes as text when they are UTF-8, else in Base64.
    private static func write(_ bytes: [UInt8], into writer: inout JSONWriter) {
        let text = String(validating: bytes, as: UTF8.self)
        writer.field("text", text)
        writer.field("base64", text == nil ? Base64.encode(bytes) : nil)
    }
}
