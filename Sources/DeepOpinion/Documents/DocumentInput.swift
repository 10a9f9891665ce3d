// Documents as clients send them, split into segments.

import Emulator
import JSON

/// A document to be inserted. Created on any thread.
struct DocumentInput: Sendable {
    /// The largest number that a caller may choose: the largest that JavaScript reads without loss.
    static let largestCallerID = (1 << 53) - 1

    /// The number that the caller chose, if it is acceptable.
    let id: Int?
    let text: String
    /// A JSON object of its further attributes; nil when there are none.
    let meta: String?
    let segments: [Segment]

    /// A segment with its tags.
    struct Segment: Sendable {
        let piece: TextPiece
        var tags: [TagInput]
    }

    init(id: Int?, text: String, meta: JSONObject, segments: [Segment]) {
        self.id = id.flatMap { (1...Self.largestCallerID).contains($0) ? $0 : nil }
        self.text = text
        self.meta = meta.isEmpty ? nil : JSON.object(meta).description
        self.segments = segments
    }

    /// A document from a checked body, with its own segments or, without any, those that `split` asks for.
    ///
    /// - Throws: ``Problem`` 400 for a segment that is not part of the text.
    init(_ json: JSON, split: Bool) throws {
        let text = json["text"]?.string ?? ""
        var meta = JSONObject()
        for (key, value) in json.object ?? [:] where !Self.ownMembers.contains(key) { meta.append(key, value) }
        let given = json["segments"]?.array ?? (json["segments"]?.object != nil ? [json["segments"] ?? .null] : [])
        let segments =
            try given.isEmpty
            ? SentenceSplitter.pieces(of: text, split: split).map { Segment(piece: $0, tags: []) }
            : Self.segments(given, of: text)
        self.init(id: json["id"]?.int, text: text, meta: meta, segments: segments)
    }

    /// Members of a document that are not attributes of the uploaded record.
    static let ownMembers: Set<String> = ["id", "text", "segments"]

    /// Finds the given segments in the text: by their spans, or one after the other.
    private static func segments(_ given: [JSON], of text: String) throws -> [Segment] {
        let finder = TextFinder(text)
        var segments: [Segment] = []
        var byte = 0
        for (index, json) in given.enumerated() {
            let wanted = json["text"]?.string ?? ""
            let field = "segments.\(index)"
            let piece: TextPiece?
            if let start = json["span"]?[0]?.int, let end = json["span"]?[1]?.int {
                piece = finder.piece(from: start, to: end)
                guard let piece, finder.text(of: piece) == wanted else {
                    throw Problem.badRequest(
                        "\(field).span: The document has a different text there.", field: "\(field).span")
                }
            } else {
                piece = finder.piece(of: wanted, from: byte) ?? finder.piece(of: wanted, from: 0)
            }
            guard let piece else {
                throw Problem.badRequest(
                    "\(field).text: must be a part of the document's text.", field: "\(field).text")
            }
            byte = piece.byteEnd
            segments.append(Segment(piece: piece, tags: try (json["tags"]?.array ?? []).map(TagInput.init)))
        }
        return segments
    }
}
