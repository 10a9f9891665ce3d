// What an operation's contract says about request bodies.

import JSON

/// The body of an operation: one schema for all its encodings. An object, because every request of the operation takes it.
public final class BodyContract: Sendable {
    /// A member of the body that is a file.
    public struct FilePart: Sendable, Equatable {
        /// The name of the member and of its part.
        public let name: String
        /// Whether it may occur more than once.
        public let isList: Bool
        /// Whether the first file part fills it, whatever its name (`x-any-name`).
        public let takesAnyName: Bool
    }

    /// The encodings that are accepted.
    public let kinds: [BodyKind]
    /// Whether a body is required.
    public let isRequired: Bool
    /// The schema of the body, in which files are strings.
    public let schema: Schema
    /// The members that are files.
    public let files: [FilePart]
    /// The compiled schema of each named member.
    let members: [String: Schema]

    init(kinds: [BodyKind], isRequired: Bool, schema: Schema, files: [FilePart], members: [String: Schema]) {
        self.kinds = kinds
        self.isRequired = isRequired
        self.schema = schema
        self.files = files
        self.members = members
    }

    /// Checks a body.
    ///
    /// - Parameters:
    ///   - value: for JSON the body itself; for forms and multipart an object of the text fields, each a string or, if
    ///     the field is repeated, an array of strings.
    ///   - kind: the encoding of the body.
    ///   - names: the names of the file parts, in order.
    /// - Returns: the body with values of the expected types and without file members; or the violations.
    public func validate(_ value: JSON, kind: BodyKind, files names: [String] = []) -> Result<JSON, BodyError> {
        guard kind == .form || kind == .multipart else { return schema.read(value) }
        var body = JSONObject()
        for (name, field) in value.object ?? [:] where !files.contains(where: { $0.name == name }) {
            body[name] = members[name].map { $0.coerce(Self.texts(of: field)) } ?? field
        }
        var checked = body
        for file in files {
            let count = names.count { $0 == file.name }
            guard count > 0 || (file.takesAnyName && !names.isEmpty) else { continue }
            checked[file.name] =
                file.isList ? .array(Array(repeating: .string(""), count: max(count, 1))) : .string("")
        }
        let violations = schema.validateForReading(.object(checked))
        return violations.isEmpty ? .success(.object(body)) : .failure(BodyError(violations: violations))
    }

    /// Which file part fills a file member: the first with its name, or the very first if any name will do.
    ///
    /// - Returns: the index in `names`; nil if there is none.
    public func place(of file: FilePart, among names: [String]) -> Int? {
        names.firstIndex(of: file.name) ?? (file.takesAnyName && !names.isEmpty ? 0 : nil)
    }

    private static func texts(of field: JSON) -> [String] {
        (field.array ?? [field]).map { $0.string ?? $0.description }
    }
}
