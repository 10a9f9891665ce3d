// Tags as clients send them: by the names of class and label.

import Emulator
import JSON

/// A tag to be added or changed.
struct TagInput: Sendable, Equatable {
    let className: String?
    let labelName: String?
    /// Its place in the document, in characters.
    let span: Span?
    let text: String?

    /// A place in characters.
    struct Span: Sendable, Equatable {
        let start: Int
        let end: Int
    }

    init(className: String?, labelName: String?, span: Span? = nil, text: String? = nil) {
        self.className = className
        self.labelName = labelName
        self.span = span
        self.text = text
    }

    /// A tag from a checked body. An empty text counts as absent.
    init(_ json: JSON) throws {
        className = json["class"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        labelName = json["label"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        text = json["text"]?.string
        span = try json["span"].map { json in
            guard let start = json[0]?.int, let end = json[1]?.int, start >= 0, start <= end else {
                throw Problem.badRequest(
                    "span: expected two numbers, the first not greater than the second.", field: "span")
            }
            return Span(start: start, end: end)
        }
    }
}
