// Reads the header fields of a part (RFC 7578 section 4).

/// Parses the header lines of one part.
enum PartHeadParser {
    static func parse(_ bytes: ArraySlice<UInt8>) throws(BodyProblem) -> PartHead {
        var name: String?
        var filename: String?
        var contentType: String?
        for line in try lines(bytes).map({ $0[...] }) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy(Token.isToken)
            else { throw BodyProblem(status: 400, message: "A header line of a part has no name.") }
            let value = String(decoding: trimmed(line[(colon + 1)...]), as: UTF8.self)
            if Token.equalsIgnoringCase(line[..<colon], "content-disposition".utf8) {
                (name, filename) = try disposition(value)
            } else if Token.equalsIgnoringCase(line[..<colon], "content-type".utf8) {
                contentType = value
            }
        }
        guard let name else { throw BodyProblem(status: 400, message: "Every part needs a name.") }
        return PartHead(name: name, filename: filename, contentType: contentType)
    }

    /// The header lines. A line that begins with white space goes on with the one before (RFC 5322 section 2.2.3).
    private static func lines(_ bytes: ArraySlice<UInt8>) throws(BodyProblem) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let isLast = line.endIndex == bytes.endIndex
            guard isLast || line.last == 0x0D else {
                throw BodyProblem(status: 400, message: "The header lines of a part must end in CRLF.")
            }
            let content = isLast ? line : line.dropLast()
            guard content.allSatisfy(Token.isFieldValue) else {
                throw BodyProblem(status: 400, message: "A header of a part contains a control character.")
            }
            if let first = content.first, first == 0x20 || first == 0x09, let last = lines.indices.last {
                lines[last] += content
            } else if !content.isEmpty {
                lines.append(Array(content))
            }
        }
        return lines
    }

    /// The name and the filename of a Content-Disposition. `filename*` (RFC 5987) wins over `filename`.
    private static func disposition(_ value: String) throws(BodyProblem) -> (String, String?) {
        var scanner = ParameterScanner(value)
        guard scanner.token()?.lowercased() == "form-data", let parameters = scanner.parameters() else {
            throw BodyProblem(status: 400, message: "The Content-Disposition of a part must be form-data.")
        }
        func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
        guard let name = parameter("name") else { throw BodyProblem(status: 400, message: "Every part needs a name.") }
        let filename = parameter("filename*").flatMap(extended) ?? parameter("filename").map(unescaped)
        return (unescaped(name), filename)
    }

    /// Decodes the form `UTF-8''na%20me` of RFC 8187; nil for anything else.
    private static func extended(_ value: String) -> String? {
        let parts = value.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty,
            let bytes = PercentDecoding.decode(Array(parts[2].utf8)[...], plusIsSpace: false)
        else { return nil }
        return FieldText.decode(bytes, charset: String(parts[0]))
    }

    /// Browsers escape only quotes and line ends in names, as `%22`, `%0D` and `%0A` (WHATWG HTML, multipart form
    /// data).
    private static func unescaped(_ text: String) -> String {
        guard text.contains("%") else { return text }
        var result = ""
        var rest = text[...]
        while let percent = rest.firstIndex(of: "%") {
            result += rest[..<percent]
            let code = rest[percent...].prefix(3).uppercased()
            guard let character = ["%22": "\"", "%0D": "\r", "%0A": "\n"][code] else {
                result += "%"
                rest = rest[rest.index(after: percent)...]
                continue
            }
            result += character
            rest = rest[percent...].dropFirst(3)
        }
        return result + rest
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var slice = bytes
        while slice.first == 0x20 || slice.first == 0x09 { slice = slice.dropFirst() }
        while slice.last == 0x20 || slice.last == 0x09 { slice = slice.dropLast() }
        return slice
    }
}
