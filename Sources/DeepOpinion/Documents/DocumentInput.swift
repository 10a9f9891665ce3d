// Documents as clients send them, split into segments.

import Emulator
import JSON

/// A document to be inserted. Created on any thread.
struct DocumentInput: Sendable {
    /// The largest number that a caller may choose: the largest that JavaScript reads without loss.
    static let largestCallerID = (1 << 53) - 1

    /// The number that the caller chose, if it is acceptable.
    let id: Int?
    /// What the caller gave as the id; nil for nothing.
    private let givenID: JSON?
    let text: String
    private let attributes: JSONObject
    let segments: [Segment]

    /// A segment with its tags.
    struct Segment: Sendable {
        let piece: TextPiece
        var tags: [TagInput]
    }

    init(id: JSON?, text: String, meta: JSONObject, segments: [Segment]) {
        givenID = id.flatMap { $0.isNull ? nil : $0 }
        self.id = id?.int.flatMap { (1...Self.largestCallerID).contains($0) ? $0 : nil }
        self.text = text
        attributes = meta
        self.segments = segments
    }

    /// The attribute that keeps a given id which is not the document's number.
    private static let recordID = "record_id"

    /// A JSON object of the attributes of a document with this number; nil when there are none. An id that was given and
    /// could not be used is one of them.
    func meta(of number: Int) -> String? {
        var attributes = attributes
        if let givenID, givenID.int != number, attributes[Self.recordID] == nil {
            attributes.append(Self.recordID, givenID)
        }
        return attributes.isEmpty ? nil : JSON.object(attributes).description
    }

    /// A document from a checked body, with its own segments or, without any, those that `split` asks for.
    ///
    /// - Parameter isStrict: whether a segment is refused whose text is not what its span says.
    /// - Throws: ``Problem`` 400 for a segment that is not part of the text.
    init(_ json: JSON, split: Bool, isStrict: Bool = false) throws {
        let text = json["text"]?.string ?? ""
        var meta = JSONObject()
        for (key, value) in json.object ?? [:] where !Self.ownMembers.contains(key) { meta.append(key, value) }
        let given = json["segments"]?.array ?? (json["segments"]?.object != nil ? [json["segments"] ?? .null] : [])
        let segments =
            try given.isEmpty
            ? SentenceSplitter.pieces(of: text, split: split).map { Segment(piece: $0, tags: []) }
            : Self.segments(given, of: text, isStrict: isStrict)
        self.init(id: json["id"], text: text, meta: meta, segments: segments)
    }

    /// Members of a document that are not attributes of the uploaded record.
    static let ownMembers: Set<String> = ["id", "text", "segments"]

    /// Finds the given segments in the text: by their spans, whatever their texts say, or one after the other.
    private static func segments(_ given: [JSON], of text: String, isStrict: Bool) throws -> [Segment] {
        let finder = TextFinder(text)
        var segments: [Segment] = []
        var byte = 0
        for (index, json) in given.enumerated() {
            let wanted = json["text"]?.string ?? ""
            let field = "segments.\(index)"
            let piece: TextPiece?
            if let start = json["span"]?[0]?.int, let end = json["span"]?[1]?.int {
                piece = finder.piece(from: start, to: end)
                guard let piece else {
                    throw Problem.badRequest(
                        "\(field).span: must lie within the document's text.", field: "\(field).span")
                }
                guard !isStrict || finder.text(of: piece) == wanted else {
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
