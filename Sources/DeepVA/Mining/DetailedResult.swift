// A segment with detections.

import JSON

/// A detailed result (specification, section 14).
struct DetailedResult: Sendable {
    /// Position of the source in the job.
    let sourceIndex: Int
    let source: String
    let module: String
    let mediaType: String
    let frameStart: Int
    let frameEnd: Int
    /// Frames in a second; 0 for pictures and sound.
    let fps: Double
    let meta: JSON
    let detections: [JSON]
    /// Seconds, for sound, which has no frames.
    var times: (start: Double, end: Double)?
    /// Identifies an unknown face. Equal faces have equal texts, whatever models call them.
    var unknownFace: String?

    init(
        sourceIndex: Int, source: String, module: String, mediaType: String, frameStart: Int, frameEnd: Int,
        fps: Double, meta: JSON, detections: [JSON]
    ) {
        self.sourceIndex = sourceIndex
        self.source = source
        self.module = module
        self.mediaType = mediaType
        self.frameStart = frameStart
        self.frameEnd = frameEnd
        self.fps = fps
        self.meta = meta
        self.detections = detections
    }

    /// A result that a test author has set. Missing members get plain values.
    init(given: JSON) {
        self.init(
            sourceIndex: 0, source: given["source"]?.string ?? "", module: given["module"]?.string ?? "",
            mediaType: given["media_type"]?.string ?? "image", frameStart: max(0, given["frame_start"]?.int ?? 0),
            frameEnd: max(0, given["frame_end"]?.int ?? 0), fps: 25, meta: given["meta"] ?? [:],
            detections: given["detections"]?.array ?? [])
        if let start = given["time_start"]?.double, let end = given["time_end"]?.double { times = (start, end) }
    }

    /// The result as JSON text, with the byte ``ModulesText/gap`` in place of the timecodes.
    var textWithGap: String {
        var writer = JSONWriter(reserving: 512)
        writer.beginObject()
        writer.field("media_type", mediaType)
        writer.field("frame_start", frameStart)
        writer.field("frame_end", frameEnd)
        writer.field("source", source)
        writer.field("module", module)
        writer.field("meta", meta)
        writer.field("time_start", times?.start ?? seconds(frameStart))
        writer.field("time_end", times?.end ?? seconds(frameEnd))
        // The gap is before the detections.
        let front = writer.bytes
        writer = JSONWriter(reserving: 256)
        writer.beginArray()
        for detection in detections { writer.value(detection) }
        writer.endArray()
        let end = Array(",\"detections\":".utf8) + writer.bytes + [UInt8(ascii: "}")]
        return String(decoding: front + [UInt8(ascii: ","), ModulesText.gap] + end, as: UTF8.self)
    }

    private func seconds(_ frame: Int) -> Double { fps > 0 ? Double(frame) / fps : 0 }
}
